using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>An order as it was placed. Nothing that happens later to products, prices or discounts changes it.</summary>
public sealed record Order
{
    /// <summary>The order's id.</summary>
    public required OrderId Id { get; init; }

    /// <summary>The cart that became the order; no other order has it.</summary>
    public required CartId CartId { get; init; }

    /// <summary>The version of the cart that was ordered.</summary>
    public required long CartVersion { get; init; }

    /// <summary>The user who placed the order; null for a guest's, and after the user was made anonymous.</summary>
    public string? UserId { get; init; }

    /// <summary>The lines, in the order of the cart.</summary>
    public required ImmutableArray<CartLine> Lines { get; init; }

    /// <summary>The code of the discount that was taken off, as it is displayed; null for none.</summary>
    public string? DiscountCode { get; init; }

    /// <summary>What the order costs, and the currency.</summary>
    public required CartTotals Totals { get; init; }

    /// <summary>When the order was committed, by the order store's clock.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Gets the names of the products as sold, the delivery option, and whatever else the order records.</summary>
    public OrderDetails Details { get; init; } = OrderDetails.None;

    /// <summary>Gets the request that placed the order; null if it had no idempotency key.</summary>
    public CheckoutOperation? Operation { get; init; }

    /// <summary>Returns the cart as it was ordered.</summary>
    public CartSnapshot ToCart() => new()
    {
        Id = CartId,
        Version = CartVersion,
        State = CartState.Ordered,
        Currency = Totals.Currency,
        UserId = UserId,
        Lines = Lines,
        DiscountCode = DiscountCode,
        ShippingOptionId = Details.ShippingOption?.Id,
        OrderId = Id,
    };
}
