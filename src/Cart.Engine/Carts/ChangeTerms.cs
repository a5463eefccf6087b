namespace Cart.Engine;

/// <summary>On what terms a change is made, whatever it changes: the properties of a <see cref="CartMutation"/> of the same names.</summary>
public sealed record ChangeTerms
{
    /// <inheritdoc cref="CartMutation.Operation"/>
    public OperationId? Operation { get; init; }

    /// <inheritdoc cref="CartMutation.OperationContent"/>
    public string? OperationContent { get; init; }

    /// <inheritdoc cref="CartMutation.ExpectedVersion"/>
    public long? ExpectedVersion { get; init; }

    /// <inheritdoc cref="CartMutation.WithSnapshot"/>
    public bool WithSnapshot { get; init; } = true;

    /// <summary>Returns the change on these terms.</summary>
    public CartMutation On(CartMutation mutation) => mutation with
    {
        Operation = Operation,
        OperationContent = OperationContent,
        ExpectedVersion = ExpectedVersion,
        WithSnapshot = WithSnapshot,
    };
}
