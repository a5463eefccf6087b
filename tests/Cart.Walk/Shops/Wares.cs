using System.Collections.Concurrent;
using System.Globalization;
using Cart.Engine;

namespace Cart.Walk;

/// <summary>The catalog of a shop that many walks use side by side: each has products, codes and users of its own, by its number.</summary>
internal sealed class Wares : IProductCatalog
{
    private readonly ConcurrentDictionary<ProductKey, Product> _products = [];

    public static ProductKey KeyOf(int walk, int product) => product < 3
        ? new ProductKey(7, (walk * 10) + product)
        : new ProductKey(8, string.Create(CultureInfo.InvariantCulture, $"GIFT BOX {walk}"));

    public static string CodeOf(int walk, int code) => string.Create(CultureInfo.InvariantCulture, $"{CallWords.Codes[code]}-{walk}");

    /// <summary>The id of a user; the last one's is longer than 64 characters.</summary>
    public static string UserOf(int walk, int user) => user < 3
        ? string.Create(CultureInfo.InvariantCulture, $"{CallWords.Users[user]}-{walk}")
        : string.Create(CultureInfo.InvariantCulture, $"{walk:00000000}").PadRight(76, 'x');

    /// <summary>Offers a product, or no longer.</summary>
    public void Offer(int walk, int product, Ware ware)
    {
        var key = KeyOf(walk, product);
        if (ware.IsSold)
        {
            _products[key] = new Product(key, CallWords.Products[product], ware.Price) { Stock = ware.Stock };
        }
        else
        {
            _products.TryRemove(key, out _);
        }
    }

    /// <summary>Takes a walk's products away.</summary>
    public void Clear(int walk)
    {
        for (var product = 0; product < CallWords.Products.Length; product++)
        {
            _products.TryRemove(KeyOf(walk, product), out _);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default)
    {
        var found = new Dictionary<string, Product>(objectIds.Count);
        foreach (var id in objectIds)
        {
            if (ProductKey.TryCreate(contentTypeId, id, out var key) && _products.TryGetValue(key, out var product))
            {
                found[id] = product;
            }
        }

        return ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(found);
    }
}
