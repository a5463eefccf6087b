using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>What a request wants to have added, from either form of the body.</summary>
/// <param name="Items">The products and how many of each, 1 or more entries.</param>
/// <param name="IsBulk">Whether they came as a list.</param>
internal sealed record ItemsToAdd(ImmutableArray<(ProductKey Product, int Quantity)> Items, bool IsBulk)
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
    public CartLine[] PricedBy(IReadOnlyDictionary<ProductKey, Product> products) =>
        [.. Items.Select(item => new CartLine(item.Product, item.Quantity, products[item.Product].UnitPrice))];

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

    private static (ProductKey Product, int Quantity) ItemOf(AddItemBody? entry, string pointer) => entry is null
        ? throw RequestBody.Malformed(Expected, new Remark("An item is an object.", pointer))
        : (entry.ProductAt(pointer), entry.Quantity);
}

/// <summary>One product to add: <c>{"content_type_id":7,"object_id":42,"quantity":2}</c>.</summary>
internal sealed record AddItemBody
{
    [JsonPropertyName("content_type_id")]
    [JsonRequired]
    public int ContentTypeId { get; set; }

    [JsonPropertyName("object_id")]
    [JsonRequired]
    [JsonConverter(typeof(ObjectIdConverter))]
    public string ObjectId { get; set; } = "";

    public int Quantity { get; set; } = 1;

    /// <summary>Returns the product that is meant.</summary>
    /// <param name="pointer">Where this item stands in the body.</param>
    /// <exception cref="RefusedRequestException">No product can have this id.</exception>
    public ProductKey ProductAt(string pointer)
    {
        if (ContentTypeId < 1)
        {
            throw RequestBody.Malformed(
                "The product cannot exist.", new Remark("The number of a product's type is 1 or more.", $"{pointer}/content_type_id"));
        }

        return ProductKey.TryCreate(ContentTypeId, ObjectId, out var product)
            ? product
            : throw RequestBody.Malformed("The product cannot exist.", new Remark(
                $"An object id is a whole number, or 1 to {ProductKey.MaxObjectIdLength} printable ASCII characters without ':'.",
                $"{pointer}/object_id"));
    }
}

/// <summary>Several products to add, all or none: <c>{"items":[…]}</c>.</summary>
internal sealed record AddItemsBody
{
    [JsonRequired]
    public List<AddItemBody?> Items { get; set; } = [];
}

/// <summary>What a line's quantity is to be: <c>{"quantity":5}</c>.</summary>
internal sealed record SetItemBody
{
    public const string Expected = """Send {"quantity":5} with a whole number; 0 removes the line.""";

    [JsonRequired]
    public int Quantity { get; set; }
}

/// <summary>By how many units a line's quantity is to change: <c>{"delta":-1}</c>.</summary>
internal sealed record AdjustItemBody
{
    public const string Expected = """Send {"delta":-1} with a whole number other than 0.""";

    [JsonRequired]
    public int Delta { get; set; }
}

/// <summary>One line of a cart or an order.</summary>
internal sealed record ItemBody
{
    public required string Key { get; init; }

    [JsonPropertyName("content_type_id")]
    public required int ContentTypeId { get; init; }

    [JsonPropertyName("object_id")]
    [JsonConverter(typeof(ObjectIdConverter))]
    public required string ObjectId { get; init; }

    public required string? Name { get; init; }

    public required int Quantity { get; init; }

    [JsonPropertyName("unit_price")]
    public required string UnitPrice { get; init; }

    [JsonPropertyName("total_price")]
    public required string TotalPrice { get; init; }
}
