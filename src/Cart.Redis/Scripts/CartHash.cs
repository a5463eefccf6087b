using System.Globalization;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Reads the fields of a cart's hash; <c>lua/_prelude.lua</c> says what they are.</summary>
internal static class CartHash
{
    public static CartSnapshot ToSnapshot(CartId id, Currency currency, HashEntry[] fields)
    {
        var snapshot = CartSnapshot.Nothing(id, currency);
        var lines = new List<(int Position, CartLine Line)>(fields.Length);
        foreach (var field in fields)
        {
            var name = (string)field.Name!;
            var value = (string)field.Value!;
            if (char.IsAsciiDigit(name[0]))
            {
                var product = ProductKey.TryParse(name, out var key) ? key : throw Unreadable("product", name);
                lines.Add(ToPlacedLine(product, value));
            }
            else
            {
                snapshot = With(snapshot, name, value);
            }
        }

        lines.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        return snapshot with { Lines = [.. lines.Select(static placed => placed.Line)] };
    }

    /// <summary>Reads a cart in a list from its fields <c>m</c>, <c>c</c> and <c>u</c>; null if the cart is gone.</summary>
    public static CartSummary? ToSummary(CartId id, RedisValue[] fields)
    {
        if (fields[0].IsNull)
        {
            return null;
        }

        var parts = ((string)fields[0]!).Split('|');
        return new CartSummary
        {
            Id = id,
            State = ToState(parts[0]),
            Version = ToLong(parts[1]),
            UniqueCount = (int)ToLong(parts[2]),
            Count = ToLong(parts[3]),
            ChangedAt = ToTime(parts[5]),
            CreatedAt = ToTime((string)fields[1]!),
            UserId = (string?)fields[2],
        };
    }

    public static CartLine ToLine(ProductKey product, ReadOnlySpan<char> value) => ToPlacedLine(product, value).Line;

    private static CartSnapshot With(CartSnapshot snapshot, string name, string value) => name switch
    {
        "m" => WithHeader(snapshot, value.Split('|')),
        "c" => snapshot with { CreatedAt = ToTime(value) },
        "u" => snapshot with { UserId = value },
        "d" => snapshot with { DiscountCode = value },
        "s" => snapshot with { ShippingOptionId = value },
        "f" => snapshot with { Fence = ToLong(value.AsSpan(0, value.IndexOf('|', StringComparison.Ordinal))) },
        "p" => snapshot with { OrderId = ToOrder(value).Id, Successor = ToOrder(value).Successor },
        "g" => snapshot with { Merge = ToMerge(value) },
        _ => snapshot,
    };

    private static CartSnapshot WithHeader(CartSnapshot snapshot, string[] parts) => snapshot with
    {
        State = ToState(parts[0]),
        Version = ToLong(parts[1]),
        RefreshedAt = ToTime(parts[5]),
        Currency = Currency.Parse(parts[6]),
    };

    private static CartState ToState(string letter) => letter switch
    {
        "o" => CartState.Open,
        "f" => CartState.CheckingOut,
        "d" => CartState.Ordered,
        "m" => CartState.Merging,
        "x" => CartState.Merged,
        _ => throw Unreadable("state", letter),
    };

    private static (int Position, CartLine Line) ToPlacedLine(ProductKey product, ReadOnlySpan<char> value)
    {
        Span<Range> parts = stackalloc Range[4];
        if (value.Split(parts, '|') != 3 || !Quantity.TryParse(value[parts[0]], out var quantity))
        {
            throw Unreadable("line", value.ToString());
        }

        var price = decimal.Parse(value[parts[1]], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return ((int)ToLong(value[parts[2]]), new CartLine(product, quantity, price));
    }

    public static CartMerge ToMerge(string value)
    {
        var parts = value.Split('|');
        return parts.Length == 2 && CartId.TryParse(parts[0], out var target)
            ? new CartMerge(target, MergeStrategies.Parse(parts[1]))
            : throw Unreadable("merge", value);
    }

    public static (OrderId Id, CartId? Successor) ToOrder(string value)
    {
        var parts = value.Split('|');
        var order = OrderId.TryParse(parts[0], out var id) ? id : throw Unreadable("order", value);
        return parts.Length == 1
            ? (order, null)
            : (order, CartId.TryParse(parts[1], out var successor) ? successor : throw Unreadable("successor", value));
    }

    private static long ToLong(ReadOnlySpan<char> text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTimeOffset ToTime(string seconds) => DateTimeOffset.FromUnixTimeSeconds(ToLong(seconds));

    private static FormatException Unreadable(string what, string text) => new($"A cart's hash holds no readable {what}: '{text}'.");
}
