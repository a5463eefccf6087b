namespace Cart.Engine;

/// <summary>The cart is worth less than the minimum of an order. Nothing was changed.</summary>
public sealed class MinimumOrderNotMetException : CartException
{
    /// <summary>Makes the exception.</summary>
    public MinimumOrderNotMetException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "minimum_order_not_met";
}
