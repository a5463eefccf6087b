namespace Cart.Engine;

/// <summary>What the gate says to an order that wants a use of a discount.</summary>
public enum DiscountAdmission
{
    /// <summary>The order may try: the order store decides.</summary>
    Admitted,

    /// <summary>As far as the gate knows, all uses are taken or set aside.</summary>
    Exhausted,

    /// <summary>The gate does not know the discount.</summary>
    NotCached,
}
