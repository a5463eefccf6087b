using System.Globalization;
using System.Text;
using MessagePack;

namespace Cart.Engine;

/// <summary>Writes the map of a payload as MessagePack in one pass, without nodes in between.</summary>
internal static class MessagePackLines
{
    // 26 digits of the greatest total, a point and four decimals: as long as a text can be whose header is one byte.
    private const int LongestAmount = 31;

    /// <exception cref="ArgumentException">A price does not fit the currency: it could not be read back.</exception>
    public static void Write(ref MessagePackWriter writer, CartPayload payload, Currency currency)
    {
        writer.WriteMapHeader(payload.Lines.Length + (payload.DiscountCode is null ? 0 : 1));
        foreach (var line in payload.Lines)
        {
            Write(ref writer, line, currency);
        }

        if (payload.DiscountCode is { } code)
        {
            writer.Write(PayloadMap.Discount);
            writer.WriteMapHeader(1);
            writer.WriteString("code"u8);
            writer.Write(code);
        }
    }

    private static void Write(ref MessagePackWriter writer, CartPayloadLine line, Currency currency)
    {
        var product = line.Product;
        WriteKey(ref writer, product);
        var (hasQuantity, hasPrice) = (line.Quantity is not null, line.UnitPrice is not null);
        writer.WriteMapHeader(2 + (hasQuantity ? 1 : 0) + (hasPrice ? 1 : 0) + (hasQuantity && hasPrice ? 1 : 0));
        writer.WriteString("content_type_id"u8);
        writer.Write(product.ContentTypeId);
        writer.WriteString("object_id"u8);
        if (product.TryGetIntegerId(out var id))
        {
            writer.Write(id);
        }
        else
        {
            writer.Write(product.ObjectId);
        }

        if (line.Quantity is { } quantity)
        {
            writer.WriteString("quantity"u8);
            writer.Write(quantity.Value);
        }

        if (line.UnitPrice is { } price)
        {
            PayloadMap.CheckPrice(line, price, currency);
            writer.WriteString("unit_price"u8);
            WriteAmount(ref writer, price, currency);
        }

        if (line is { Quantity: { } units, UnitPrice: { } each })
        {
            writer.WriteString("total_price"u8);
            WriteAmount(ref writer, units * each, currency);
        }
    }

    private static void WriteKey(ref MessagePackWriter writer, ProductKey product)
    {
        Span<byte> type = stackalloc byte[11];
        product.ContentTypeId.TryFormat(type, out var digits, default, CultureInfo.InvariantCulture);
        type[digits++] = (byte)':';

        var length = digits + product.ObjectId.Length;
        writer.WriteStringHeader(length);
        var room = writer.GetSpan(length);
        type[..digits].CopyTo(room);
        Encoding.UTF8.GetBytes(product.ObjectId, room[digits..]);
        writer.Advance(length);
    }

    private static void WriteAmount(ref MessagePackWriter writer, decimal amount, Currency currency)
    {
        var room = writer.GetSpan(1 + LongestAmount);
        var length = currency.Format(amount, room.Slice(1, LongestAmount));
        room[0] = (byte)(MessagePackCode.MinFixStr | length);
        writer.Advance(1 + length);
    }
}
