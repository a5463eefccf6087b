using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Converts carts and orders to response bodies.</summary>
internal sealed class CartPresenter(ShopProducts products, CartPricer pricer)
{
    /// <summary>Returns the body of a cart. An ordered or merged cart is shown as an empty one.</summary>
    public async ValueTask<CartBody> CartAsync(CartSnapshot cart, CancellationToken cancellationToken)
    {
        var shown = cart.State is CartState.Open or CartState.CheckingOut ? cart : CartSnapshot.Nothing(default, cart.Currency);
        return BodyOf(await pricer.Price(shown).ViewAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Returns the body of a cart view.</summary>
    public static CartBody BodyOf(CartView view)
    {
        var (cart, totals) = (view.Cart, view.Totals);
        return new CartBody
        {
            Version = cart.Version,
            Currency = cart.Currency.Code,
            Count = cart.Count,
            UniqueCount = cart.Lines.Length,
            Items = ItemsOf(cart.Lines, cart.Currency, line => view.Products.GetValueOrDefault(line.Product)?.Name),
            Summary = Format(totals?.Summary),
            DiscountCode = cart.DiscountCodes.FirstOrDefault(),
            DiscountAmount = Format(totals?.DiscountAmount),
            Tax = Format(totals?.Tax),
            Shipping = Format(totals?.Shipping),
            ShippingOption = view.ShippingOption is { } option ? ShippingOptionBody.Of(option, cart.Currency) : null,
            Total = Format(totals?.Total),
            ExpiresAt = view.ExpiresAt?.UtcDateTime,
            Warnings = view.Warnings.IsEmpty ? [] : [.. view.Warnings.Select(static warning => Remark.Of(warning))],
        };

        string? Format(decimal? amount) => amount is { } counted ? cart.Currency.Format(counted) : null;
    }

    /// <summary>Returns the minimal body of a change.</summary>
    public static async ValueTask<ChangeBody> ChangeAsync(
        CartResult result, ShopProducts products, CartOptions options, CancellationToken cancellationToken)
    {
        ImmutableArray<CartLine> lines = [.. result.Changed, .. result.Removed.Select(static line => line with { Quantity = Quantity.Zero })];
        await products.TryFindAsync(lines, cancellationToken).ConfigureAwait(false);
        return new ChangeBody
        {
            Version = result.Version,
            Count = result.Count,
            UniqueCount = result.UniqueCount,
            Items = ItemsOf(lines, Currency.Parse(options.Currency), line => products.Found.GetValueOrDefault(line.Product)?.Name),
        };
    }

    /// <summary>Returns the body of an order, with the names under which its products were sold.</summary>
    public async ValueTask<OrderBody> OrderAsync(Order order, CancellationToken cancellationToken) =>
        (await OrdersAsync([order], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Returns the bodies of orders. The catalog is read only for orders of earlier releases, which have no names.</summary>
    public async ValueTask<IReadOnlyList<OrderBody>> OrdersAsync(ImmutableArray<Order> orders, CancellationToken cancellationToken)
    {
        var nameless = orders.Where(static order => order.Details.Names.Count == 0).SelectMany(static order => order.Lines);
        await products.TryFindAsync([.. nameless], cancellationToken).ConfigureAwait(false);
        return [.. orders.Select(order => BodyOf(order, products.Found))];
    }

    private static OrderBody BodyOf(Order order, IReadOnlyDictionary<ProductKey, Product> products)
    {
        var totals = order.Totals;
        var currency = totals.Currency;
        return new OrderBody
        {
            Id = order.Id.ToString(),
            PlacedAt = order.PlacedAt.UtcDateTime,
            Currency = currency.Code,
            Items = ItemsOf(order.Lines, currency, line => order.Details.Names.GetValueOrDefault(line.Key) ?? products.GetValueOrDefault(line.Product)?.Name),
            Summary = currency.Format(totals.Summary),
            DiscountCode = order.DiscountCodes.FirstOrDefault(),
            DiscountAmount = currency.Format(totals.DiscountAmount),
            Tax = currency.Format(totals.Tax),
            Shipping = currency.Format(totals.Shipping),
            ShippingOption = order.Details.ShippingOption is { } option ? ShippingOptionBody.Of(option, currency) : null,
            Total = currency.Format(totals.Total),
        };
    }

    private static ItemBody[] ItemsOf(ImmutableArray<CartLine> lines, Currency currency, Func<CartLine, string?> nameOf)
    {
        var items = new ItemBody[lines.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var line = lines[i];
            items[i] = new ItemBody
            {
                Key = line.Key.ToString(),
                ContentTypeId = line.Product.ContentTypeId,
                ObjectId = line.Product.ObjectId,
                Name = nameOf(line),
                Quantity = line.Quantity.ToInt32(),
                UnitPrice = currency.Format(line.UnitPrice),
                TotalPrice = currency.Format(line.TotalPrice),
            };
        }

        return items;
    }
}

/// <summary>Represents the body of a cart. Amounts are null if they are too large to compute exactly.</summary>
internal sealed record CartBody
{
    public required long Version { get; init; }

    public required string Currency { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string? Summary { get; init; }

    [JsonPropertyName("discount_code")]
    public required string? DiscountCode { get; init; }

    [JsonPropertyName("discount_amount")]
    public required string? DiscountAmount { get; init; }

    public required string? Tax { get; init; }

    public required string? Shipping { get; init; }

    [JsonPropertyName("shipping_option")]
    public required ShippingOptionBody? ShippingOption { get; init; }

    public required string? Total { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTime? ExpiresAt { get; init; }

    public required IReadOnlyList<Remark> Warnings { get; init; }
}

/// <summary>Represents the minimal body of a change: the size of the cart and the changed lines.</summary>
internal sealed record ChangeBody
{
    public required long Version { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    /// <summary>Gets the changed lines, with their current values. A removed line has quantity 0.</summary>
    public required IReadOnlyList<ItemBody> Items { get; init; }
}
