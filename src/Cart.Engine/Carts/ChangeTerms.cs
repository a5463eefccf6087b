namespace Cart.Engine;

/// <summary>
/// Specifies on what terms a change is made, whatever it changes: the properties of a <see cref="CartMutation"/> of the same
/// names, and what is asked before.
/// </summary>
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

    /// <summary>Gets whether the stock limits lines that gain units. Default true: a registered <see cref="IInventoryChecker"/> is asked.</summary>
    public bool CheckStock { get; init; } = true;

    /// <summary>
    /// Gets whether unit prices that the caller gives are taken as they are. Default false: they must be the catalog's, or without a catalog
    /// the product's own.
    /// </summary>
    /// <remarks>
    /// For prices that the shop's own code computes, never for those of a client. A price that differs from the catalog's is reported as
    /// <c>price_changed</c> unless <see cref="CartOptions.PriceChange"/> is <see cref="CatalogPolicy.Ignore"/>.
    /// </remarks>
    public bool OwnPrices { get; init; }

    /// <summary>Returns the change on these terms.</summary>
    public CartMutation On(CartMutation mutation) => mutation with
    {
        Operation = Operation,
        OperationContent = OperationContent,
        ExpectedVersion = ExpectedVersion,
        WithSnapshot = WithSnapshot,
    };
}
