using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Checks whether a store, or something else that a host relies on, is configured so that no cart and no order is lost.</summary>
/// <remarks>An extension point: a host registers its own checks as further services of this type.</remarks>
internal interface IStoreCheck
{
    /// <summary>Gets the name of the check, in lower case. A finding has this name if the check does not answer.</summary>
    string Name { get; }

    /// <summary>Runs the check. Changes nothing. What cannot be checked is a finding; an exception means that the store does not answer.</summary>
    ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default);
}

/// <summary>Represents the context of a check.</summary>
/// <param name="Moment">When the check runs.</param>
/// <param name="Production">Whether real shoppers use the stores.</param>
internal readonly record struct CheckContext(CheckMoment Moment, bool Production);

/// <summary>Represents the finding of a check, in sentences for an operator.</summary>
/// <param name="Name">The stable name, in lower case with underscores, such as <c>redis_eviction</c>.</param>
/// <param name="Level">The severity.</param>
/// <param name="Found">What was found, and where.</param>
/// <param name="Means">The effect for the shop; empty if none exists.</param>
/// <param name="Mend">How to fix it; empty if there is nothing to fix.</param>
internal sealed record CheckFinding(string Name, CheckLevel Level, string Found, string Means = "", string Mend = "");

/// <summary>Specifies the severity of a finding.</summary>
public enum CheckLevel
{
    /// <summary>No problem was found.</summary>
    Ok,

    /// <summary>The check could not be done, for example because a managed service does not report the setting.</summary>
    Skipped,

    /// <summary>The store did not answer.</summary>
    Away,

    /// <summary>The shop works, but a setting puts it at avoidable risk.</summary>
    Warn,

    /// <summary>Carts or orders would be lost or wrong. The host refuses to start.</summary>
    Refuse,
}

/// <summary>Specifies when the stores are checked, which determines how much a check may cost.</summary>
internal enum CheckMoment
{
    /// <summary>The host starts. Tables may be out of date, because the host migrates them itself.</summary>
    Start,

    /// <summary>The host runs. Only settings that are cheap to check and can change are checked.</summary>
    Repeat,

    /// <summary>An operator runs the check, and waits for all results.</summary>
    Doctor,
}

/// <summary>Thrown when a host does not start, because its stores would lose or corrupt carts or orders.</summary>
public sealed class UnfitStoreException : Exception
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="findings">The findings; one or more.</param>
    internal UnfitStoreException(IReadOnlyList<CheckFinding> findings)
        : base(MessageOf(findings)) => Findings = findings;

    /// <summary>Gets the findings.</summary>
    internal IReadOnlyList<CheckFinding> Findings { get; }

    /// <summary>Returns the message alone, because the stack trace does not help an operator.</summary>
    public override string ToString() => Message;

    private static string MessageOf(IReadOnlyList<CheckFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var names = string.Join(',', findings.Select(static finding => finding.Name).Distinct());
        return "The stores are not fit for carts and orders."
            + string.Concat(findings.Select(static finding => $"\n- {finding.Name}: {finding.Found}. {finding.Means} {finding.Mend}"))
            + $"\nTo start all the same, set Cart:Checks:Override to {names}.";
    }
}
