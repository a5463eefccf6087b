namespace Cart.Engine;

/// <summary>What is known of a product that the storefront names.</summary>
/// <param name="Key">The product's type and id.</param>
/// <param name="Name">What a shopper calls it.</param>
/// <param name="UnitPrice">Its price; null if it has none to compare with.</param>
internal readonly record struct DescribedProduct(ProductKey Key, string Name, decimal? UnitPrice);
