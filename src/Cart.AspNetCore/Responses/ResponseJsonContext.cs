using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>How answers are written.</summary>
[JsonSerializable(typeof(CartBody))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(OrdersBody))]
[JsonSerializable(typeof(IReadOnlyList<ShippingOptionBody>))]
[JsonSerializable(typeof(CartProblem))]
internal sealed partial class ResponseJsonContext : JsonSerializerContext
{
    /// <summary>Writes names in their own letters: the answers are JSON and never part of a page.</summary>
    public static ResponseJsonContext Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
