using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>One line of a cart or an order.</summary>
internal sealed record ItemBody
{
    public required string Key { get; init; }

    [JsonPropertyName("content_type_id")]
    public required int ContentTypeId { get; init; }

    [JsonPropertyName("object_id")]
    [JsonConverter(typeof(ObjectIdJsonConverter))]
    public required string ObjectId { get; init; }

    public required string? Name { get; init; }

    public required int Quantity { get; init; }

    [JsonPropertyName("unit_price")]
    public required string UnitPrice { get; init; }

    [JsonPropertyName("total_price")]
    public required string TotalPrice { get; init; }
}
