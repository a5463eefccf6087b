using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>What a request wants to have added, from either form of the body.</summary>
/// <param name="Items">The products and how many of each, 1 or more entries.</param>
/// <param name="IsBulk">Whether they came as a list.</param>
internal sealed record ItemsToAdd(ImmutableArray<(ProductKey Product, Quantity Quantity)> Items, bool IsBulk)
{
    private const string Expected =
        """Send {"content_type_id":7,"object_id":42,"quantity":1}, or several such objects as {"items":[…]}.""";

    /// <summary>The products that are wanted.</summary>
    public IEnumerable<ProductKey> Products => Items.Select(static item => item.Product);

    /// <summary>What is wanted, in one text: the same for the same request, whatever the products cost by then.</summary>
    public string Content => "add\n" + string.Join('\n', Items.Select(static item => $"{item.Product} {item.Quantity}"));

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RefusedRequestException">The body is missing or malformed.</exception>
    public static async ValueTask<ItemsToAdd> ReadAsync(HttpRequest request, CartHttpOptions options, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken).ConfigureAwait(false);
        return body is { } sent ? From(sent, options.MaxItemsPerRequest) : throw RequestBody.Malformed(Expected);
    }

    /// <summary>Returns the first product that the shop does not sell, or null.</summary>
    public ProductKey? FirstOutside(IReadOnlyDictionary<ProductKey, Product> products)
    {
        foreach (var (product, _) in Items)
        {
            if (!products.ContainsKey(product))
            {
                return product;
            }
        }

        return null;
    }

    /// <summary>Returns what is to be added, at the shop's prices.</summary>
    public LineAddition[] PricedBy(IReadOnlyDictionary<ProductKey, Product> products) =>
        [.. Items.Select(item => new LineAddition(item.Product, item.Quantity, products[item.Product].UnitPrice))];

    /// <summary>Returns where in the body the entry of a product stands.</summary>
    public string PointerTo(ProductKey product) => PointerTo(Items.IndexOf(Items.First(item => item.Product == product)), IsBulk);

    private static string PointerTo(int index, bool isBulk) => isBulk ? $"#/items/{index}" : "#";

    private static ItemsToAdd From(SentBody body, int maxItems)
    {
        if (!body.Names("items"))
        {
            return new ItemsToAdd([ItemOf(body.Take(RequestJsonContext.Default.AddItemBody, Expected), "#")], IsBulk: false);
        }

        var entries = body.Take(RequestJsonContext.Default.AddItemsBody, Expected).Items;
        if (entries.Count < 1 || entries.Count > maxItems)
        {
            throw RequestBody.Malformed(Expected, new Remark($"Send 1 to {maxItems} items.", "#/items"));
        }

        return new ItemsToAdd([.. entries.Select(static (entry, index) => ItemOf(entry, PointerTo(index, isBulk: true)))], IsBulk: true);
    }

    private static (ProductKey Product, Quantity Quantity) ItemOf(AddItemBody? entry, string pointer) => entry is null
        ? throw RequestBody.Malformed(Expected, new Remark("An item is an object.", pointer))
        : (entry.ProductAt(pointer), entry.Quantity);
}

/// <summary>The products that a request wants, as the shop's catalog has them.</summary>
internal sealed class WantedProducts(IProductCatalog catalog, RequestFaults faults, ILogger<WantedProducts> logger)
{
    /// <summary>Finds products; those that the shop does not sell are left out.</summary>
    /// <exception cref="RefusedRequestException">The catalog failed; nothing was changed.</exception>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken)
    {
        try
        {
            var found = await catalog.FindAllAsync(products, cancellationToken).ConfigureAwait(false);
            faults.Catalog.Succeeded();
            return found;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            faults.Catalog.Failed("", fault);
            throw new RefusedRequestException(CartProblems.StoreUnavailable(outcomeUnknown: false));
        }
    }

    /// <summary>Returns the refusal of a product whose price the currency cannot hold: the shop's fault, which its log tells.</summary>
    public CartProblem NotSellable(ProductKey? product)
    {
        logger.PriceUnusable(product);
        return CartProblems.NotSellable;
    }
}
