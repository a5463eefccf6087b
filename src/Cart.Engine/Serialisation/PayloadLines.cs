using System.Globalization;

namespace Cart.Engine;

/// <summary>Reads the lines of a payload, with both forms of keys: <c>7:42</c>, and the older <c>42</c> with the type inside.</summary>
internal static class PayloadLines
{
    // The maximum digits that a decimal holds exactly. A total may have a quantity's digits more, because it is only validated.
    private const int MaxDigits = 28;
    private const int MaxDigitsOfTotal = 38;

    /// <exception cref="InvalidPayloadException">The key is malformed, or the value is not a line with that key.</exception>
    public static LineAssignment Read(string key, PayloadNode value, PayloadPath path)
    {
        var isComposite = key.Contains(':', StringComparison.Ordinal);
        var lineKey = isComposite ? CompositeKey(key, path) : default;
        var objectId = isComposite ? 0 : IntegerKey(key, path);
        var members = value as PayloadNode.Map ?? throw path.Refusal("A line is a map.");
        lineKey = isComposite ? lineKey : LineKey.Of(new ProductKey(ContentTypeOf(key, members, path), objectId));
        var product = lineKey.Product;

        Quantity? quantity = null;
        decimal? unitPrice = null;
        foreach (var (name, node) in members.Members)
        {
            var memberPath = path.Member(name);
            switch (name)
            {
                case "content_type_id":
                    Agree(isComposite is false || node is PayloadNode.Integer type && type.Value == product.ContentTypeId, key, memberPath);
                    break;
                case "object_id":
                    Agree(IsIdOf(product, node), key, memberPath);
                    break;
                case "quantity":
                    quantity = node is PayloadNode.Integer { Value: >= 1 and <= int.MaxValue } units
                        ? Quantity.Whole(units.Value)
                        : throw memberPath.Refusal($"A quantity is an integer from 1 to {int.MaxValue}.");
                    break;
                case "unit_price":
                    unitPrice = PriceOf(node, memberPath);
                    break;
                case "total_price":
                    AmountOf(node, memberPath, MaxDigitsOfTotal);
                    break;
                default:
                    throw memberPath.Refusal($"A line has no member '{name}'.");
            }
        }

        var line = new LineAssignment(lineKey, quantity, unitPrice);
        return isComposite ? line : line with { Name = key };
    }

    private static LineKey CompositeKey(string key, PayloadPath path) => LineKey.TryParse(key, out var lineKey)
        ? lineKey
        : throw path.Refusal($"Cannot restore item key='{key}': expected '<content_type_id>:<object_id>' with integer parts.");

    private static long IntegerKey(string key, PayloadPath path) => TryReadInteger(key, out var id) && ProductKey.TryCreate(1, key, out _)
        ? id
        : throw path.Refusal($"Cannot restore item key='{key}': expected '<content_type_id>:<object_id>' or an integer object_id.");

    private static int ContentTypeOf(string key, PayloadNode.Map members, PayloadPath path)
    {
        var node = members.Members.FirstOrDefault(static member => member.Key == "content_type_id").Value
            ?? throw path.Refusal(
                $"Cannot restore item key='{key}': payload is missing 'content_type_id'. Pre-v3.0.11 serialised payloads lack this field "
                + "and cannot be restored without it.");
        var type = node switch
        {
            PayloadNode.Integer integer => integer.Value,
            PayloadNode.Text text when TryReadInteger(text.Value, out var value) => value,
            _ => 0,
        };
        return type is >= 1 and <= int.MaxValue
            ? (int)type
            : throw path.Member("content_type_id").Refusal($"A content_type_id is an integer from 1 to {int.MaxValue}.");
    }

    private static bool IsIdOf(ProductKey product, PayloadNode node) => product.TryGetIntegerId(out var id)
        ? node is PayloadNode.Integer integer && integer.Value == id
        : node is PayloadNode.Text text && text.Value == product.ObjectId;

    private static void Agree(bool agrees, string key, PayloadPath path)
    {
        if (!agrees)
        {
            throw path.Refusal($"The value does not agree with its key '{key}'.");
        }
    }

    private static bool TryReadInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && text == value.ToString(CultureInfo.InvariantCulture);

    private static decimal PriceOf(PayloadNode node, PayloadPath path)
    {
        var price = decimal.Parse(AmountOf(node, path, MaxDigits), CultureInfo.InvariantCulture);
        return price <= CartLimits.MaxUnitPrice
            ? price
            : throw path.Refusal($"A unit price is at most {CartLimits.MaxUnitPrice}.");
    }

    private static string AmountOf(PayloadNode node, PayloadPath path, int maxDigits)
    {
        var text = (node as PayloadNode.Text)?.Value ?? "";
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "0" : text[(point + 1)..];
        return IsDigits(whole) && IsDigits(fraction) && (whole[0] != '0' || whole.Length == 1) && whole.Length + fraction.Length <= maxDigits
            ? text
            : throw path.Refusal("An amount is a text of digits with a decimal point, such as \"9.99\".");
    }

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}

/// <summary>Fast path: reads the amounts of nearly all carts directly from UTF-8. Gives up at amounts with more digits.</summary>
internal static class UsualAmount
{
    // The maximum digits that fit 64 bits.
    private const int MaxDigits = 18;

    public static bool TryRead(ReadOnlySpan<byte> text, out decimal amount)
    {
        amount = 0;
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text.Length : point;
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        if (whole == 0 || (decimals == 0 && point >= 0) || whole + decimals > MaxDigits || (text[0] == '0' && whole > 1))
        {
            return false;
        }

        var units = 0L;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if (i != point && (uint)digit > 9)
            {
                return false;
            }

            units = i == point ? units : (10 * units) + digit;
        }

        amount = new decimal((int)units, (int)(units >> 32), 0, isNegative: false, (byte)decimals);
        return true;
    }
}
