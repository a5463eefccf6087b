using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using MessagePack;

namespace Cart.Engine;

/// <summary>Reads any MessagePack as the nodes of a payload. Refuses values that a payload cannot have, with the path to them.</summary>
internal static class MessagePackNodes
{
    private const int MaxDepth = 16;

    // Refuses invalid UTF-8 instead of replacing it, which could turn two ids into one.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidPayloadException">A name occurs twice, a text is not UTF-8, or the like.</exception>
    public static PayloadNode Read(ref MessagePackReader reader) => NodeOf(ref reader, PayloadPath.Root, depth: 1);

    private static PayloadNode NodeOf(ref MessagePackReader reader, PayloadPath path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw path.Refusal($"A payload is at most {MaxDepth} levels deep.");
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                return MapOf(ref reader, path, depth);
            case MessagePackType.String:
                return new PayloadNode.Text(TextOf(ref reader, path));
            case MessagePackType.Integer when reader.NextCode != MessagePackCode.UInt64:
                return new PayloadNode.Integer(reader.ReadInt64());
            case MessagePackType.Integer:
                return reader.ReadUInt64() is var value and <= long.MaxValue ? new PayloadNode.Integer((long)value) : new PayloadNode.Other();
            case MessagePackType.Nil:
                reader.ReadNil();
                return new PayloadNode.Null();
            case MessagePackType.Array:
                SkipArray(ref reader, path, depth);
                return new PayloadNode.Other();
            case MessagePackType.Float or MessagePackType.Boolean or MessagePackType.Binary:
                reader.Skip();
                return new PayloadNode.Other();
            default:
                throw path.Refusal("Extension types have no place in a payload.");
        }
    }

    private static PayloadNode.Map MapOf(ref MessagePackReader reader, PayloadPath path, int depth)
    {
        var count = reader.ReadMapHeader();
        var members = new PayloadMembers(path);
        for (var i = 0; i < count; i++)
        {
            var name = reader.NextMessagePackType is MessagePackType.String
                ? TextOf(ref reader, path)
                : throw path.Refusal("A key is a text.");
            members.Add(name, NodeOf(ref reader, members.Begin(name), depth + 1));
        }

        return members.ToMap();
    }

    private static void SkipArray(ref MessagePackReader reader, PayloadPath path, int depth)
    {
        var count = reader.ReadArrayHeader();
        for (var i = 0; i < count; i++)
        {
            NodeOf(ref reader, path, depth + 1);
        }
    }

    private static string TextOf(ref MessagePackReader reader, PayloadPath path)
    {
        try
        {
            return StrictUtf8.GetString(reader.ReadStringSequence()!.Value);
        }
        catch (DecoderFallbackException exception)
        {
            throw path.Refusal("A text is not valid Unicode.", exception);
        }
    }
}

/// <summary>
/// Fast path: reads the MessagePack of a cart in one pass if it has the form that <see cref="MessagePackLines"/> writes, members in any order.
/// It gives up at anything else, valid or not, and refuses nothing. <see cref="PayloadMap"/> then reads it again and reports the problem.
/// </summary>
internal static class UsualMessagePack
{
    public static bool TryRead(ReadOnlyMemory<byte> messagePack, [NotNullWhen(true)] out CartPayload? payload)
    {
        payload = null;
        var reader = new MessagePackReader(messagePack);
        if (reader.NextMessagePackType != MessagePackType.Map || reader.ReadMapHeader() is not (>= 0 and <= PayloadMap.MaxLines + 1 and var count))
        {
            return false;
        }

        var lines = ImmutableArray.CreateBuilder<LineAssignment>(count);
        var known = new HashSet<LineKey>(count);
        string? discountCode = null;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadText(ref reader, out var key))
            {
                return false;
            }

            var read = key.SequenceEqual("__discount__"u8)
                ? discountCode is null && TryReadDiscount(ref reader, out discountCode)
                : TryReadLine(ref reader, key, out var line) && known.Add(line.Key) && Take(lines, line);
            if (!read)
            {
                return false;
            }
        }

        payload = reader.End && lines.Count <= PayloadMap.MaxLines ? new CartPayload(lines.DrainToImmutable(), discountCode) : null;
        return payload is not null;
    }

    private static bool Take(ImmutableArray<LineAssignment>.Builder lines, LineAssignment line)
    {
        lines.Add(line);
        return true;
    }

    private static bool TryReadLine(ref MessagePackReader reader, scoped ReadOnlySpan<byte> key, [NotNullWhen(true)] out LineAssignment? line)
    {
        line = null;
        if (!LineKey.TryParse(key, out var lineKey) || reader.NextMessagePackType != MessagePackType.Map)
        {
            return false;
        }

        var product = lineKey.Product;
        Quantity? quantity = null;
        decimal? unitPrice = null;
        var seen = 0;
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            if (!TryReadText(ref reader, out var name))
            {
                return false;
            }

            var (member, read) = name switch
            {
                _ when name.SequenceEqual("content_type_id"u8) => (1, TryReadInteger(ref reader, out var type) && type == product.ContentTypeId),
                _ when name.SequenceEqual("object_id"u8) => (2, TryReadIdOf(product, ref reader)),
                _ when name.SequenceEqual("quantity"u8) => (4, TryReadQuantity(ref reader, out quantity)),
                _ when name.SequenceEqual("unit_price"u8) => (8, TryReadAmount(ref reader, out unitPrice)),
                _ when name.SequenceEqual("total_price"u8) => (16, TryReadAmount(ref reader, out _)),
                _ => (0, false),
            };
            if (!read || (seen & member) != 0)
            {
                return false;
            }

            seen |= member;
        }

        line = new LineAssignment(lineKey, quantity, unitPrice);
        return unitPrice is null or <= CartLimits.MaxUnitPrice;
    }

    private static bool TryReadDiscount(ref MessagePackReader reader, out string? code)
    {
        code = null;
        if (reader.NextMessagePackType != MessagePackType.Map || reader.ReadMapHeader() != 1
            || !TryReadText(ref reader, out var name) || !name.SequenceEqual("code"u8)
            || !TryReadText(ref reader, out var text) || !Utf8.IsValid(text))
        {
            return false;
        }

        code = Encoding.UTF8.GetString(text);
        return DiscountCode.TryParse(code, out _);
    }

    private static bool TryReadIdOf(ProductKey product, ref MessagePackReader reader) => product.TryGetIntegerId(out var id)
        ? TryReadInteger(ref reader, out var number) && number == id
        : TryReadText(ref reader, out var text) && Ascii.Equals(text, product.ObjectId);

    private static bool TryReadQuantity(ref MessagePackReader reader, out Quantity? quantity)
    {
        var read = TryReadInteger(ref reader, out var units) && units is >= 1 and <= int.MaxValue;
        quantity = read ? Quantity.Whole(units) : null;
        return read;
    }

    private static bool TryReadAmount(ref MessagePackReader reader, out decimal? amount)
    {
        amount = TryReadText(ref reader, out var text) && UsualAmount.TryRead(text, out var read) ? read : null;
        return amount is not null;
    }

    private static bool TryReadInteger(ref MessagePackReader reader, out long value)
    {
        // Among integers, only unsigned ones of 64 bits can be too large.
        var isInteger = reader.NextMessagePackType == MessagePackType.Integer && reader.NextCode != MessagePackCode.UInt64;
        value = isInteger ? reader.ReadInt64() : 0;
        return isInteger;
    }

    private static bool TryReadText(ref MessagePackReader reader, out ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> read = default;
        var isText = reader.NextMessagePackType == MessagePackType.String && reader.TryReadStringSpan(out read);
        text = read;
        return isText;
    }
}
