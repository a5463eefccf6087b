using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    private static string NameOf(IReadOnlyList<WantedItem> wanted, LineKey key) =>
        wanted.First(item => item.Product.Line == key).Product.Name;

    private bool TryDescribe(
        object product, out DescribedProduct described, [NotNullWhen(false)] out CartChange? unknown, bool isLine = false)
    {
        try
        {
            (described, unknown) = (isLine ? _parts.ProductTypes.DescribeLine(product) : _parts.ProductTypes.Describe(product), null);
            return true;
        }
        catch (CartRefusedException refusal)
        {
            (described, unknown) = (default, CartChange.Refused(refusal.Error));
            return false;
        }
    }

    /// <summary>Finds the prices of products, or ends the change with a refusal or with the result of the repeated operation.</summary>
    /// <remarks>Checks quantities first, then prices. The store checks the limits.</remarks>
    private async ValueTask<(List<WantedItem> Wanted, ChangeOptions? Options, CartChange? End)> PriceAsync(
        string verb, IReadOnlyList<BulkItem> items, ChangeOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var described = new List<DescribedProduct>(items.Count);
        foreach (var item in items)
        {
            if (!TryDescribe(item.Product, out var product, out var unknown))
            {
                return ([], options, unknown);
            }

            described.Add(product);
        }

        // A repeat is recognised by what was asked for, even if prices have changed since.
        var asked = options is not { Operation: not null } ? options : options with
        {
            Content = verb + string.Concat(items.Zip(described, static (item, product) =>
                string.Create(CultureInfo.InvariantCulture, $"\n{product.Key} {item.Quantity} {item.UnitPrice}"))),
        };
        if (items.Any(static item => item.Quantity < 1))
        {
            return ([], asked, await RefuseTooFewAsync(items, described, asked, cancellationToken).ConfigureAwait(false));
        }

        var ownPrices = options?.OwnPrices is true;
        var unpriced = described.Where((_, index) => items[index].UnitPrice is null || !ownPrices).Select(static product => product.Key);
        await _parts.Products.FindAsync(unpriced, cancellationToken).ConfigureAwait(false);
        var wanted = new List<WantedItem>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var (price, refusal) = ownPrices && items[i].UnitPrice is { } own ? (own, null) : FindPrice(described[i], items[i].UnitPrice, []);
            if (refusal is not null)
            {
                var repeat = await FindRepeatAsync(asked, cancellationToken).ConfigureAwait(false);
                return ([], asked, repeat ?? refusal);
            }

            wanted.Add(new WantedItem(described[i], items[i].Quantity, price));
        }

        return (wanted, asked, items.Count == 0 ? CartChange.Of(new CartResult { Status = CartStatus.Ok }) : null);
    }

    // No price is needed: the limits refuse the whole change.
    private async ValueTask<CartChange> RefuseTooFewAsync(
        IReadOnlyList<BulkItem> items, List<DescribedProduct> described, ChangeOptions? asked, CancellationToken cancellationToken)
    {
        var add = new AddLines([.. described.Select((product, index) => new CartLine(product.Line, Quantity.Whole(items[index].Quantity), 0))]);
        var refused = await ChangeAsync(add, asked, null, cancellationToken).ConfigureAwait(false);
        return refused.Result is { Status: CartStatus.InvalidQuantity } result
            ? CartChange.Refused(CartErrors.QuantityBelowOne with { Lines = result.Problems }, result)
            : refused;
    }

    // The price is the catalog's, or without a catalog the product's own. A given price must equal it.
    private (decimal Price, CartChange? Refusal) FindPrice(DescribedProduct product, decimal? given, ImmutableArray<LineProblem> gone)
    {
        var price = product.UnitPrice;
        if (_parts.Products.HasCatalog)
        {
            if (!_parts.Products.Found.TryGetValue(product.Key, out var known))
            {
                var row = gone.IsEmpty ? CartErrors.ProductNotFound : CartErrors.ProductGone;
                return (0, CartChange.Refused(row with { Lines = gone, Name = product.Name }, product.Key));
            }

            price = known.UnitPrice;
        }

        return given is { } wanted && price is { } own && wanted != own
            ? (0, CartChange.Refused(CartErrors.WrongPrice(own, wanted, Currency.Parse(_parts.Options.Currency))))
            : (given ?? price ?? throw new InvalidOperationException(
                $"The price of {product.Name} is not known: register the products with services.AddCart().UseProductCatalog<T>(), or give a price."), null);
    }

    // A change that would be refused today may repeat one that was made before.
    private async ValueTask<CartChange?> FindRepeatAsync(ChangeOptions? asked, CancellationToken cancellationToken, CartMutation? mutation = null)
    {
        if (asked is not { Operation: not null })
        {
            return null;
        }

        var repeat = await _parts.Current.FindRepeatAsync(asked.On(mutation ?? new ClearLines()), cancellationToken).ConfigureAwait(false);
        return repeat is null ? null : ChangeOf(repeat);
    }

    private CartError ErrorOf(CartResult result, CartMutation? mutation, Func<LineKey, string>? nameOf)
    {
        var isBelowZero = result.Status is CartStatus.InvalidQuantity && result.Problems.All(static problem => problem.Requested < Quantity.Zero);
        var error = !isBelowZero ? CartErrors.Of(result)
            : (mutation is AdjustLine adjust && adjust.Delta == Quantity.Zero ? CartErrors.QuantityUnchanged : CartErrors.QuantityNegative)
                with
            { Lines = result.Problems };
        return error with
        {
            Name = result.Line is { } line ? nameOf?.Invoke(line) : null,
            Currency = Currency.Parse(_parts.Options.Currency),
            Limit = error.Is(CartErrors.InvalidQuantity) ? new CartLimits(_parts.Options).MaxQuantity.ToInt32() : error.Limit,
        };
    }
}
