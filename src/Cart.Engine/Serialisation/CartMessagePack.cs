using System.Buffers;
using System.Text;
using MessagePack;

namespace Cart.Engine;

/// <summary>
/// Writes and reads a cart as MessagePack: the same map with the same keys as <see cref="CartJson"/>, equally strict.
/// </summary>
public static class CartMessagePack
{
    private const int MaxDepth = 16;

    // Refuses what is no UTF-8 instead of replacing it, which would make one id of two.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a cart.</summary>
    public static byte[] Write(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return Write(CartPayload.Of(cart), cart.Currency);
    }

    /// <summary>Writes a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="currency">The currency whose decimals its amounts have.</param>
    /// <exception cref="ArgumentException">A price does not fit the currency, or the discount code is none.</exception>
    public static byte[] Write(CartPayload payload, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var buffer = new ArrayBufferWriter<byte>(64 + (payload.Lines.Length * 96));
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, PayloadMap.Of(payload, currency));
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a payload. Lines that lack a quantity or a price say so by null.</summary>
    /// <param name="messagePack">The MessagePack: at most 2 MiB and 3000 lines, at most 16 levels deep.</param>
    /// <exception cref="InvalidPayloadException">It is not the documented map; the path says where.</exception>
    public static CartPayload Read(ReadOnlyMemory<byte> messagePack)
    {
        if (messagePack.Length > PayloadMap.MaxBytes)
        {
            throw PayloadPath.Root.Refusal($"A payload has at most {PayloadMap.MaxBytes} bytes.");
        }

        try
        {
            var reader = new MessagePackReader(messagePack);
            var node = NodeOf(ref reader, PayloadPath.Root, depth: 1);
            return reader.End
                ? PayloadMap.Read(node)
                : throw PayloadPath.Root.Refusal("There are bytes behind the payload.");
        }
        catch (Exception exception) when (exception
            is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentOutOfRangeException)
        {
            // The last is how the reader meets a length above 2^31, which it takes for a negative one.
            throw PayloadPath.Root.Refusal("The payload is not valid MessagePack.", exception);
        }
    }

    private static void Write(ref MessagePackWriter writer, PayloadNode node)
    {
        switch (node)
        {
            case PayloadNode.Map map:
                writer.WriteMapHeader(map.Members.Length);
                foreach (var (key, value) in map.Members)
                {
                    writer.Write(key);
                    Write(ref writer, value);
                }

                break;
            case PayloadNode.Text text:
                writer.Write(text.Value);
                break;
            case PayloadNode.Integer integer:
                writer.Write(integer.Value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node.GetType().Name, "No cart has such a value.");
        }
    }

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
