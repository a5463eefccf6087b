using Cart.Engine;

namespace Cart.AspNetCore.Tests;

/// <summary>A catalog whose one price can change, which can lose its products, and which can fail.</summary>
internal sealed class ChangingCatalog : IProductCatalog
{
    public decimal Price { get; set; }

    public bool IsEmpty { get; set; }

    /// <summary>How many more searches succeed.</summary>
    public int SearchesLeft { get; set; } = int.MaxValue;

    public async ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return SearchesLeft-- > 0
            ? objectIds.Where(_ => !IsEmpty).ToDictionary(static id => id, id => new Product(new ProductKey(contentTypeId, id), $"Product {id}", Price))
            : throw new InvalidOperationException("The database of the catalog has a secret name.");
    }
}
