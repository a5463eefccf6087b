using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>One line of a cart or an order.</summary>
internal sealed record ItemBody
{
    public required string Key { get; init; }

    public required int ContentTypeId { get; init; }

    [JsonConverter(typeof(ObjectIdJsonConverter))]
    public required string ObjectId { get; init; }

    public required string? Name { get; init; }

    public required int Quantity { get; init; }

    public required string UnitPrice { get; init; }

    public required string TotalPrice { get; init; }
}
