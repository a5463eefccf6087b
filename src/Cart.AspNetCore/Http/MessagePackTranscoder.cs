using System.Buffers;
using System.Text;
using System.Text.Json;
using MessagePack;

namespace Cart.AspNetCore;

/// <summary>
/// Turns MessagePack into the JSON of the same content and back, so that both forms have one schema, one set of rules, and one
/// fingerprint. Strict: what JSON has no place for, or what a lenient reader would repair, is refused.
/// </summary>
internal static class MessagePackTranscoder
{
    private const int MaxDepth = 16;

    // Refuses what is no UTF-8 instead of replacing it, which would make one id of two.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The bytes are no MessagePack, or hold what JSON has no place for.</exception>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> messagePack)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * messagePack.Length);
        using var writer = new Utf8JsonWriter(buffer);
        try
        {
            var reader = new MessagePackReader(messagePack);
            Copy(ref reader, writer, depth: 1);
            if (!reader.End)
            {
                throw new FormatException("There are bytes behind the value.");
            }
        }
        catch (Exception exception) when (exception is MessagePackSerializationException
            or EndOfStreamException or OverflowException or ArgumentOutOfRangeException or DecoderFallbackException)
        {
            // The reader meets a length above 2^31 as a negative one.
            throw new FormatException("The bytes are not valid MessagePack.", exception);
        }

        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Turns JSON that this library has written into MessagePack.</summary>
    public static ReadOnlyMemory<byte> FromJson(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        var writer = new MessagePackWriter(buffer);
        Copy(document.RootElement, ref writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void Copy(ref MessagePackReader reader, Utf8JsonWriter writer, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"A value is at most {MaxDepth} levels deep.");
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                CopyMap(ref reader, writer, depth);
                break;
            case MessagePackType.Array:
                CopyArray(ref reader, writer, depth);
                break;
            case MessagePackType.String:
                writer.WriteStringValue(TextOf(ref reader));
                break;
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                writer.WriteNumberValue(reader.ReadUInt64());
                break;
            case MessagePackType.Integer:
                writer.WriteNumberValue(reader.ReadInt64());
                break;
            case MessagePackType.Boolean:
                writer.WriteBooleanValue(reader.ReadBoolean());
                break;
            case MessagePackType.Nil:
                reader.ReadNil();
                writer.WriteNullValue();
                break;
            default:
                throw new FormatException("Floating-point numbers, binary data and extension types have no place in a request.");
        }
    }

    private static void CopyMap(ref MessagePackReader reader, Utf8JsonWriter writer, int depth)
    {
        var count = reader.ReadMapHeader();
        writer.WriteStartObject();
        for (var i = 0; i < count; i++)
        {
            writer.WritePropertyName(reader.NextMessagePackType is MessagePackType.String
                ? TextOf(ref reader)
                : throw new FormatException("A key is a text."));
            Copy(ref reader, writer, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void CopyArray(ref MessagePackReader reader, Utf8JsonWriter writer, int depth)
    {
        var count = reader.ReadArrayHeader();
        writer.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            Copy(ref reader, writer, depth + 1);
        }

        writer.WriteEndArray();
    }

    private static string TextOf(ref MessagePackReader reader) => StrictUtf8.GetString(reader.ReadStringSequence()!.Value);

    private static void Copy(JsonElement value, ref MessagePackWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.GetPropertyCount());
                foreach (var member in value.EnumerateObject())
                {
                    writer.Write(member.Name);
                    Copy(member.Value, ref writer);
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    Copy(item, ref writer);
                }

                break;
            case JsonValueKind.String:
                writer.Write(value.GetString());
                break;
            case JsonValueKind.Number:
                writer.Write(value.GetInt64());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(value.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }
}
