using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>One product to add: <c>{"content_type_id":7,"object_id":42,"quantity":2}</c>.</summary>
internal sealed record AddItemBody
{
    [JsonPropertyName("content_type_id")]
    public required int ContentTypeId { get; init; }

    [JsonPropertyName("object_id")]
    [JsonConverter(typeof(ObjectIdJsonConverter))]
    public required string ObjectId { get; init; }

    // Not init: generated code would set an init property that is absent to 0.
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
