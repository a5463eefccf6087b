using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Cart.Walk;

/// <summary>An answer, with products and codes as indexes of the walk.</summary>
internal sealed record Answer(HttpStatusCode Status)
{
    /// <summary>The code of a refusal; "" for none.</summary>
    public string Code { get; init; } = "";

    public string Body { get; init; } = "";

    public string? Tag { get; init; }

    public bool IsReplay { get; init; }

    /// <summary>The lines of the cart or the order; null if the answer shows neither.</summary>
    public ImmutableSortedDictionary<int, Line>? Lines { get; init; }

    public long Version { get; init; }

    /// <summary>The index of the discount code; -1 for an unknown code.</summary>
    public int? Discount { get; init; }

    public (decimal Summary, decimal Discount, decimal Shipping) Amounts { get; init; }

    public decimal Total { get; init; }

    /// <summary>The id of the order.</summary>
    public string? Order { get; init; }

    /// <summary>The ids of the orders of a list.</summary>
    public ImmutableArray<string> Orders { get; init; } = [];

    /// <summary>How many of several requests at once were carried out.</summary>
    public int Carried { get; init; }

    public bool IsOk => (int)Status is >= 200 and < 300;

    public bool IsRefusal => (int)Status is >= 400 and < 500;

    /// <summary>Reads the body of an answer.</summary>
    public static Answer Read(HttpStatusCode status, string body, int walk)
    {
        var answer = new Answer(status) { Body = body };
        if (body.Length == 0 || body[0] != '{')
        {
            return answer;
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.TryGetProperty("orders", out var orders))
        {
            return answer with { Orders = [.. orders.EnumerateArray().Select(static order => order.GetProperty("id").GetString()!)] };
        }

        if (!root.TryGetProperty("items", out var items))
        {
            return root.TryGetProperty("code", out var code) && code.ValueKind is JsonValueKind.String ? answer with { Code = code.GetString()! } : answer;
        }

        var discount = Text(root, "discount_code");
        return answer with
        {
            Lines = items.EnumerateArray().ToImmutableSortedDictionary(
                item => ProductOf(item.GetProperty("key").GetString()!, walk),
                static item => new Line(item.GetProperty("quantity").GetInt32(), Amount(item, "unit_price"))),
            Version = root.TryGetProperty("version", out var version) ? version.GetInt64() : 0,
            Discount = discount is null ? null : Enumerable.Range(0, World.CodeCount).Where(n => Wares.CodeOf(walk, n) == discount).Append(-1).First(),
            Amounts = (Amount(root, "summary"), Amount(root, "discount_amount"), Amount(root, "shipping")),
            Total = Amount(root, "total"),
            Order = Text(root, "id"),
        };
    }

    /// <summary>The lines in words.</summary>
    public static string Words(IEnumerable<KeyValuePair<int, Line>> lines) => "{" + string.Join(", ", lines.Select(static line =>
        $"{(line.Key < 0 ? "another product" : CallWords.Products[line.Key])}: {line.Value.Quantity} at {line.Value.Price.ToString("F2", CultureInfo.InvariantCulture)}")) + "}";

    /// <summary>The version and format of an entity tag: its digests of the cart's id differ from run to run.</summary>
    public static string Shown(string tag) => string.Join('-', tag.Split('-').Take(2)).TrimEnd('"') + '"';

    /// <summary>The part of an entity tag that tells one cart from another; null if it has none.</summary>
    public static string? CartOf(string? tag) => tag?.Split('-') is [_, _, var cart, _] ? cart : null;

    /// <summary>The answer in one line.</summary>
    public override string ToString()
    {
        var cart = Lines is null ? "" : " " + Words(Lines) + (Discount is { } code ? $" {(code < 0 ? "another code" : CallWords.Codes[code])}" : "")
            + $" total {Total.ToString("F2", CultureInfo.InvariantCulture)}" + (Order is null ? $" v{Version}" : "");
        return $"{(int)Status}{(Code.Length > 0 ? " " + Code : "")}{cart}{(Orders.Length > 0 ? $" {Orders.Length} orders" : "")}"
            + (Carried > 0 ? $" ({Carried} carried out)" : "") + (IsReplay ? " (replayed)" : "") + (Tag is null ? "" : " " + Shown(Tag));
    }

    private static int ProductOf(string key, int walk) => Enumerable.Range(0, CallWords.Products.Length)
        .Where(product => Wares.KeyOf(walk, product).ToString() == key).Append(-1).First();

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static decimal Amount(JsonElement element, string name) =>
        Text(element, name) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : 0m;
}
