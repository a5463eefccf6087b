namespace Cart.Engine;

/// <summary>There is not enough of the product. Nothing was changed.</summary>
public sealed class InsufficientStockException : CartException
{
    /// <summary>Makes the exception.</summary>
    public InsufficientStockException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "insufficient_stock";
}
