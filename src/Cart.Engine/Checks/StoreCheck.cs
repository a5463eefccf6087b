using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Checks whether a store, or something else that a host relies on, is set up so that no cart and no order is lost.</summary>
/// <remarks>An extension point: a host registers checks of its own as further services of this type.</remarks>
internal interface IStoreCheck
{
    /// <summary>What is checked, in lower case: the name of the finding when it does not answer.</summary>
    string Name { get; }

    /// <summary>Looks, and changes nothing. What cannot be looked at is a finding too; an exception means that the store does not answer.</summary>
    ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default);
}

/// <summary>What a check is told.</summary>
/// <param name="Moment">When it is.</param>
/// <param name="Production">Whether real shoppers depend on the stores.</param>
internal readonly record struct CheckContext(CheckMoment Moment, bool Production);

/// <summary>What a check found, in sentences for an operator.</summary>
/// <param name="Name">The stable name, in lower case with underscores, such as <c>redis_eviction</c>.</param>
/// <param name="Level">What it is worth.</param>
/// <param name="Found">What was found, and where.</param>
/// <param name="Means">What it means for the shop; empty where all is well.</param>
/// <param name="Mend">How to mend it; empty where there is nothing to mend.</param>
internal sealed record CheckFinding(string Name, CheckLevel Level, string Found, string Means = "", string Mend = "");

/// <summary>What a finding is worth.</summary>
public enum CheckLevel
{
    /// <summary>It is as it should be.</summary>
    Ok,

    /// <summary>It could not be looked at, for example because a managed service does not tell.</summary>
    Skipped,

    /// <summary>The store did not answer at all, so nothing is known of it.</summary>
    Away,

    /// <summary>The shop works, but something can go wrong that need not.</summary>
    Warn,

    /// <summary>Carts or orders would be lost or wrong: a host refuses to start.</summary>
    Refuse,
}

/// <summary>When the stores are checked; so a check knows what it may cost.</summary>
internal enum CheckMoment
{
    /// <summary>A host starts. Tables may not be up to date yet: the host brings them there itself.</summary>
    Start,

    /// <summary>A host runs. Only what is cheap and can change is looked at.</summary>
    Repeat,

    /// <summary>An operator asks, and waits for everything.</summary>
    Doctor,
}

/// <summary>A host does not start, because its stores would lose carts or orders, or corrupt them.</summary>
public sealed class UnfitStoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="findings">Why; one or more.</param>
    internal UnfitStoreException(IReadOnlyList<CheckFinding> findings)
        : base(MessageOf(findings)) => Findings = findings;

    /// <summary>Why the stores are unfit.</summary>
    internal IReadOnlyList<CheckFinding> Findings { get; }

    /// <summary>Returns the message alone: how the host came to check its stores is of no use to an operator.</summary>
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
