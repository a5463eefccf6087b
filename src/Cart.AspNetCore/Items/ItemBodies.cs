using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

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
