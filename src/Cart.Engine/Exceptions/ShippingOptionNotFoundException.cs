namespace Cart.Engine;

/// <summary>The shipping calculator does not offer the option. Nothing was changed.</summary>
public sealed class ShippingOptionNotFoundException : CartException
{
    /// <summary>Makes the exception.</summary>
    public ShippingOptionNotFoundException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "shipping_option_not_found";
}
