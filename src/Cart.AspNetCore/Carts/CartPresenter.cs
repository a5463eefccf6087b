using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Shows carts and orders to the shopper: with the names of the products, and with what they cost.</summary>
internal sealed class CartPresenter(
    IProductCatalog catalog, CartPricer pricer, IOptions<CartOptions> options, RequestFaults faults)
{
    private readonly CartOptions _options = options.Value;
    private readonly CartLifetimes _lifetimes = new(options.Value);

    /// <summary>Shows a cart. One that was ordered or merged is the shopper's no more, and shows as none.</summary>
    /// <param name="cart">The cart.</param>
    /// <param name="known">Products that the catalog has already been asked for.</param>
    /// <param name="cancellationToken">Stops asking the catalog.</param>
    public async ValueTask<CartBody> CartAsync(
        CartSnapshot cart, IReadOnlyDictionary<ProductKey, Product> known, CancellationToken cancellationToken)
    {
        var shown = cart.State is CartState.Open or CartState.CheckingOut ? cart : CartSnapshot.Nothing(default, cart.Currency);
        var products = await NamedAsync(shown.Lines, known, cancellationToken).ConfigureAwait(false);
        return await BodyOfAsync(pricer.Price(shown, products.All), ItemsOf(shown.Lines, shown.Currency, products.NameOf), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shows what a change did, and no more.</summary>
    public async ValueTask<ChangeBody> ChangeAsync(
        CartResult result, IReadOnlyDictionary<ProductKey, Product> known, CancellationToken cancellationToken)
    {
        var currency = Currency.Parse(_options.Currency);
        ImmutableArray<CartLine> lines = [.. result.Changed, .. result.Removed.Select(static line => line with { Quantity = Quantity.Zero })];
        var products = await NamedAsync(lines, known, cancellationToken).ConfigureAwait(false);
        return new ChangeBody
        {
            Version = result.Version,
            Count = result.Count,
            UniqueCount = result.UniqueCount,
            Items = ItemsOf(lines, currency, products.NameOf),
        };
    }

    /// <summary>Shows an order, with the names under which its products were sold.</summary>
    public async ValueTask<OrderBody> OrderAsync(Order order, CancellationToken cancellationToken) =>
        (await OrdersAsync([order], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Shows orders. Only for orders of earlier releases, which have no names, is the catalog asked.</summary>
    public async ValueTask<IReadOnlyList<OrderBody>> OrdersAsync(ImmutableArray<Order> orders, CancellationToken cancellationToken)
    {
        ImmutableArray<CartLine> nameless = [.. orders.Where(static order => order.Details.Names.Count == 0).SelectMany(static order => order.Lines)];
        var products = await NamedAsync(nameless, ProductBatches.None, cancellationToken).ConfigureAwait(false);
        return [.. orders.Select(order => BodyOf(order, products))];
    }

    private static OrderBody BodyOf(Order order, ShownProducts products)
    {
        var totals = order.Totals;
        var currency = totals.Currency;
        return new OrderBody
        {
            Id = order.Id.ToString(),
            PlacedAt = order.PlacedAt.UtcDateTime,
            Currency = currency.Code,
            Items = ItemsOf(order.Lines, currency, line => order.Details.Names.GetValueOrDefault(line.Key) ?? products.NameOf(line)),
            Summary = currency.Format(totals.Summary),
            DiscountCode = order.DiscountCodes.FirstOrDefault(),
            DiscountAmount = currency.Format(totals.DiscountAmount),
            Tax = currency.Format(totals.Tax),
            Shipping = currency.Format(totals.Shipping),
            ShippingOption = order.Details.ShippingOption is { } option ? ShippingOptionBody.Of(option, currency) : null,
            Total = currency.Format(totals.Total),
        };
    }

    private async ValueTask<CartBody> BodyOfAsync(
        CartPricing pricing, ItemBody[] items, CancellationToken cancellationToken)
    {
        var cart = pricing.Cart;
        var totals = await pricing.GetTotalsAsync(cancellationToken).ConfigureAwait(false);
        var warnings = await pricing.GetWarningsAsync(cancellationToken).ConfigureAwait(false);
        var option = await pricing.GetShippingOptionAsync(cancellationToken).ConfigureAwait(false);
        return new CartBody
        {
            Version = cart.Version,
            Currency = cart.Currency.Code,
            Count = cart.Count,
            UniqueCount = cart.Lines.Length,
            Items = items,
            Summary = Format(totals?.Summary),
            DiscountCode = cart.DiscountCodes.FirstOrDefault(),
            DiscountAmount = Format(totals?.DiscountAmount),
            Tax = Format(totals?.Tax),
            Shipping = Format(totals?.Shipping),
            ShippingOption = option is null ? null : ShippingOptionBody.Of(option, cart.Currency),
            Total = Format(totals?.Total),
            ExpiresAt = _lifetimes.ExpiresAt(cart)?.UtcDateTime,
            Warnings = warnings is [] ? [] : [.. warnings.Select(Remark.Of)],
        };

        string? Format(decimal? amount) => amount is { } counted ? cart.Currency.Format(counted) : null;
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

    // By now the change has taken effect or the order is placed: a catalog that fails must not make the answer say otherwise.
    private async ValueTask<ShownProducts> NamedAsync(
        ImmutableArray<CartLine> lines, IReadOnlyDictionary<ProductKey, Product> known, CancellationToken cancellationToken)
    {
        List<ProductKey>? missing = null;
        foreach (var line in lines)
        {
            if (!known.ContainsKey(line.Product))
            {
                (missing ??= new(lines.Length)).Add(line.Product);
            }
        }

        if (missing is null)
        {
            return new ShownProducts(known);
        }

        try
        {
            var all = new Dictionary<ProductKey, Product>(known.Count + missing.Count);
            foreach (var (key, product) in known)
            {
                all.Add(key, product);
            }

            await catalog.AddAllAsync(missing, all, cancellationToken).ConfigureAwait(false);
            faults.Catalog.Succeeded();
            return new ShownProducts(all);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            faults.Catalog.Failed("", e);
            return new ShownProducts(known) { IsComplete = false };
        }
    }

    /// <summary>The products that are shown: those that were known before, and those that were asked for.</summary>
    private readonly record struct ShownProducts(IReadOnlyDictionary<ProductKey, Product> Found)
    {
        /// <summary>Whether the catalog answered for every product.</summary>
        public bool IsComplete { get; init; } = true;

        /// <summary>All of them; null if the catalog did not answer.</summary>
        public IReadOnlyDictionary<ProductKey, Product>? All => IsComplete ? Found : null;

        public string? NameOf(CartLine line) => Found.TryGetValue(line.Product, out var product) ? product.Name : null;
    }
}
