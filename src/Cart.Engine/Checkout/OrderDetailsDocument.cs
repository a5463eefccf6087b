using System.Globalization;
using System.Text.Json.Serialization;

namespace Cart.Engine;

/// <summary>The JSON document of <see cref="OrderDetails"/>. Members are only added, never renamed: stored orders keep the old ones.</summary>
internal sealed record OrderDetailsDocument
{
    public Dictionary<string, string>? Names { get; init; }

    public Option? ShippingOption { get; init; }

    internal sealed record Option(string Id, string Name, string Price)
    {
        public ShippingOption ToOption() => new(Id, Name, decimal.Parse(Price, NumberStyles.Number, CultureInfo.InvariantCulture));
    }
}

/// <summary>How the document is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderDetailsDocument))]
internal sealed partial class OrderDetailsContext : JsonSerializerContext;
