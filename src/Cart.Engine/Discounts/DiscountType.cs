namespace Cart.Engine;

/// <summary>How a discount's value is meant.</summary>
public enum DiscountType
{
    /// <summary>Percent of the sum of the lines.</summary>
    Percent,

    /// <summary>An amount, in the cart's currency.</summary>
    Fixed,
}
