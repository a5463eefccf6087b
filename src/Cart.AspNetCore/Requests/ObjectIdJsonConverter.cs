using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>An object id: a JSON number if it is an integer, else a string. Both are read.</summary>
internal sealed class ObjectIdJsonConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number when reader.TryGetInt64(out var id) && id >= 0 => id.ToString(CultureInfo.InvariantCulture),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (ProductKey.TryCreate(1, value, out var key) && key.TryGetIntegerId(out var id))
        {
            writer.WriteNumberValue(id);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }
}
