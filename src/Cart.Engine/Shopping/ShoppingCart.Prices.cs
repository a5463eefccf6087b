using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cart.Engine;

public sealed partial class ShoppingCart
{
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

    /// <summary>Makes priced lines of the items, or ends the change with a refusal or with the result of the repeated operation.</summary>
    /// <remarks>Checks quantities first, then prices. The store checks the limits.</remarks>
    private async ValueTask<(CartLine[] Lines, ChangeOptions? Asked, CartChange? End)> PriceAsync(
        string verb, IReadOnlyList<BulkItem> items, ChangeOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var ownPrices = options?.OwnPrices is true;
        var described = new DescribedProduct[items.Count];
        var unpriced = new List<ProductKey>(items.Count);
        var isTooFew = false;
        for (var i = 0; i < described.Length; i++)
        {
            if (!TryDescribe(items[i].Product, out described[i], out var unknown))
            {
                return ([], options, unknown);
            }

            isTooFew |= items[i].Quantity < 1;
            if (items[i].UnitPrice is null || !ownPrices)
            {
                unpriced.Add(described[i].Key);
            }
        }

        var asked = options is { Operation: not null } ? options with { Content = ContentOf(verb, items, described) } : options;
        var lines = new CartLine[described.Length];
        if (isTooFew)
        {
            // No price is needed: the limits refuse the whole change.
            for (var i = 0; i < lines.Length; i++)
            {
                lines[i] = new CartLine(described[i].Line, Quantity.Whole(items[i].Quantity), 0);
            }

            return (lines, asked, await RefuseTooFewAsync(lines, asked, cancellationToken).ConfigureAwait(false));
        }

        await _parts.Products.FindAsync(unpriced, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < lines.Length; i++)
        {
            var (price, refusal) = ownPrices && items[i].UnitPrice is { } own ? (own, null) : FindPrice(described[i], items[i].UnitPrice, []);
            if (refusal is not null)
            {
                return (lines, asked, await FindRepeatAsync(asked, cancellationToken).ConfigureAwait(false) ?? refusal);
            }

            lines[i] = new CartLine(described[i].Line, Quantity.Whole(items[i].Quantity), price);
        }

        return (lines, asked, lines.Length == 0 ? CartChange.Of(new CartResult { Status = CartStatus.Ok }) : null);
    }

    // A repeat is recognised by what was asked for, even if prices have changed since.
    private static string ContentOf(string verb, IReadOnlyList<BulkItem> items, DescribedProduct[] described) =>
        verb + string.Concat(items.Zip(described, static (item, product) =>
            string.Create(CultureInfo.InvariantCulture, $"\n{product.Key} {item.Quantity} {item.UnitPrice}")));

    private async ValueTask<CartChange> RefuseTooFewAsync(CartLine[] lines, ChangeOptions? asked, CancellationToken cancellationToken)
    {
        var refused = await ChangeAsync(new AddLines(lines), asked, cancellationToken).ConfigureAwait(false);
        return refused.Result is { Status: CartStatus.InvalidQuantity } result
            ? CartChange.Refused(CartErrors.QuantityBelowOne with { Lines = result.Problems }, result)
            : refused;
    }

    // A refusal names the product as the caller does.
    private CartChange Named(CartChange change, IReadOnlyList<BulkItem> items) =>
        change is not { Error: { } error, Result.Line: { } line } ? change : change with
        {
            Error = error with { Name = items.Select(item => _parts.ProductTypes.DescribeLine(item.Product)).First(product => product.Line == line).Name },
        };

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
    private async ValueTask<CartChange?> FindRepeatAsync(ChangeOptions? asked, CancellationToken cancellationToken)
    {
        if (asked is not { Operation: not null })
        {
            return null;
        }

        var repeat = await _parts.Current.FindRepeatAsync(asked.On(new ClearLines()), cancellationToken).ConfigureAwait(false);
        return repeat is null ? null : ChangeOf(repeat);
    }

    private CartError ErrorOf(CartResult result, CartMutation? mutation)
    {
        var isBelowZero = result.Status is CartStatus.InvalidQuantity && result.Problems.All(static problem => problem.Requested < Quantity.Zero);
        var error = !isBelowZero ? CartErrors.Of(result)
            : (mutation is AdjustLine adjust && adjust.Delta == Quantity.Zero ? CartErrors.QuantityUnchanged : CartErrors.QuantityNegative)
                with
            { Lines = result.Problems };
        return error with
        {
            Currency = Currency.Parse(_parts.Options.Currency),
            Limit = error.Is(CartErrors.InvalidQuantity) ? new CartLimits(_parts.Options).MaxQuantity.ToInt32() : error.Limit,
        };
    }
}
