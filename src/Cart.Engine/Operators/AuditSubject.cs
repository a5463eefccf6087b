namespace Cart.Engine;

/// <summary>What an operator's action is about: a cart, a discount or an order.</summary>
/// <param name="Kind"><c>cart</c>, <c>discount</c> or <c>order</c>.</param>
/// <param name="Id">Its id; of a discount, what makes its code one.</param>
public readonly record struct AuditSubject(string Kind, string Id)
{
    /// <summary>Returns a cart as a subject.</summary>
    public static AuditSubject Of(CartId cart) => new("cart", cart.ToString());

    /// <summary>Returns a discount as a subject. Codes that are one are one subject.</summary>
    public static AuditSubject Of(DiscountCode code) => new("discount", code.Key);

    /// <summary>Returns an order as a subject.</summary>
    public static AuditSubject Of(OrderId order) => new("order", order.ToString());
}
