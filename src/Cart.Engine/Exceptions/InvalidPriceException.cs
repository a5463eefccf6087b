namespace Cart.Engine;

/// <summary>A unit price is negative, too great, or has more decimals than the currency. Nothing was changed.</summary>
public sealed class InvalidPriceException : CartException
{
    /// <summary>Makes the exception.</summary>
    public InvalidPriceException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "invalid_price";
}
