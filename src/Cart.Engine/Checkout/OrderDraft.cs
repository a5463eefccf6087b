namespace Cart.Engine;

/// <summary>An order that is to be committed: the cart as it was frozen, priced, with the fence that proves the freezing.</summary>
/// <param name="Id">The id that the order will have.</param>
/// <param name="Cart">The frozen cart; not empty. Its <see cref="CartSnapshot.Fence"/> is the attempt's.</param>
/// <param name="Totals">What the cart costs.</param>
/// <param name="PricedAt">When it was priced: the moment by which the discount's window is judged.</param>
/// <param name="Discount">The discount that the order uses, of which the store grants a use with it; null for none.</param>
public sealed record OrderDraft(OrderId Id, CartSnapshot Cart, CartTotals Totals, DateTimeOffset PricedAt, DiscountCode? Discount = null)
{
    /// <summary>Gets the names of the products as sold, the delivery option, and whatever else the order records.</summary>
    public OrderDetails Details { get; init; } = OrderDetails.None;

    /// <summary>Gets the request that places the order; null if it has no idempotency key.</summary>
    public CheckoutOperation? Operation { get; init; }

    /// <summary>Returns the order that the draft is once it is committed.</summary>
    /// <param name="placedAt">When it was committed, by the order store's clock.</param>
    public Order ToOrder(DateTimeOffset placedAt) => new()
    {
        Id = Id,
        CartId = Cart.Id,
        CartVersion = Cart.Version,
        UserId = Cart.UserId,
        Lines = Cart.Lines,
        DiscountCode = Discount?.Text,
        Totals = Totals,
        PlacedAt = placedAt,
        Details = Details,
        Operation = Operation,
    };
}
