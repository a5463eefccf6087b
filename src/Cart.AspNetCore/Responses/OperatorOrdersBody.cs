using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>A page of orders for an operator, newest first.</summary>
internal sealed record OperatorOrdersBody
{
    public required IReadOnlyList<OperatorOrderBody> Orders { get; init; }

    /// <summary>The cursor of the next page; null behind the last order.</summary>
    [JsonPropertyName("next_cursor")]
    public required string? NextCursor { get; init; }
}
