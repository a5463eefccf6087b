namespace Cart.Engine;

/// <summary>The price is not the product's own. Nothing was changed.</summary>
public sealed class PriceMismatchException : CartException
{
    /// <summary>Makes the exception.</summary>
    public PriceMismatchException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "price_mismatch";
}
