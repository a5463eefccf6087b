using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>Formats values for people, the same in every culture.</summary>
internal static class AnswerText
{
    /// <summary>Formats a time, in UTC and to the second.</summary>
    public static string Time(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>Formats the name of a value as words.</summary>
    public static string Words<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');

    /// <summary>Formats the lines of a cart or an order, one per text line, with the names of known products.</summary>
    public static IEnumerable<string> Lines(
        IEnumerable<CartLine> lines, Currency currency, IReadOnlyDictionary<LineKey, string>? names = null) => lines.Select(line => string.Create(
            CultureInfo.InvariantCulture,
            $"  {line.Key,-24} {line.Quantity,7} x {currency.Format(line.UnitPrice),12} {currency.Format(line.TotalPrice),14}  {names?.GetValueOrDefault(line.Key)}")
            .TrimEnd());
}

/// <summary>Writes JSON on one line: names in snake case, amounts as text, times in UTC.</summary>
internal static class AnswerJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Of(object answer) => JsonSerializer.Serialize(answer, Options);
}

/// <summary>Represents a line of a cart or an order in JSON. A cart has no names; an order has those that it records.</summary>
internal sealed record LineAnswer(
    string Key, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name, int Quantity, string UnitPrice, string TotalPrice)
{
    public static IReadOnlyList<LineAnswer> Of(
        IEnumerable<CartLine> lines, Currency currency, IReadOnlyDictionary<LineKey, string>? names = null) => [.. lines.Select(line => new LineAnswer(
        line.Key.ToString(), names?.GetValueOrDefault(line.Key), line.Quantity.ToInt32(), currency.Format(line.UnitPrice), currency.Format(line.TotalPrice)))];
}
