namespace Cart.Engine;

/// <summary>A host does not start, because its stores would lose carts or orders, or corrupt them.</summary>
public sealed class UnfitStoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="findings">Why; one or more.</param>
    public UnfitStoreException(IReadOnlyList<CheckFinding> findings)
        : base(MessageOf(findings)) => Findings = findings;

    /// <summary>Why the stores are unfit.</summary>
    public IReadOnlyList<CheckFinding> Findings { get; }

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
