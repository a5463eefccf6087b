using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>How requests are read: strictly.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = 8)]
[JsonSerializable(typeof(AddItemBody))]
[JsonSerializable(typeof(AddItemsBody))]
[JsonSerializable(typeof(AdjustItemBody))]
[JsonSerializable(typeof(CheckoutBody))]
[JsonSerializable(typeof(DiscountBody))]
[JsonSerializable(typeof(SetItemBody))]
[JsonSerializable(typeof(ShippingBody))]
internal sealed partial class RequestJsonContext : JsonSerializerContext;
