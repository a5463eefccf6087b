namespace Cart.Golden.Tests;

/// <summary>A product of a case, as a storefront would have it: a class that knows nothing of carts.</summary>
internal abstract class GoldenProduct
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public decimal? Price { get; init; }
}

/// <summary>A product of the content type 7.</summary>
internal sealed class PhysicalProduct : GoldenProduct;

/// <summary>A product of the content type 8, which has no price of its own.</summary>
internal sealed class DigitalProduct : GoldenProduct;
