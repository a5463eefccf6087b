using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>
/// An amount that a client sends: a string of digits with an optional point, never a JSON number, which may have been a double.
/// </summary>
internal sealed class MoneyJsonConverter : JsonConverter<decimal?>
{
    // A decimal keeps 28 digits exactly; longer text would be rounded, and a rounded amount is none that anybody agreed to.
    private const int MaxLength = 29;

    public override bool HandleNull => true;

    public override decimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String
        && reader.GetString() is { Length: >= 1 and <= MaxLength } text
        && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, decimal? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
