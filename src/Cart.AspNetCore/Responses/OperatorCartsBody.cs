using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>A page of carts, in no order that means anything from one page to the next.</summary>
internal sealed record OperatorCartsBody
{
    public required IReadOnlyList<OperatorCartBody> Carts { get; init; }

    /// <summary>The cursor of the next page; null behind the last one. A page can hold few carts, or none, without being the last.</summary>
    [JsonPropertyName("next_cursor")]
    public required string? NextCursor { get; init; }
}
