using System.Text;
using System.Text.Json;
using MessagePack;

namespace Cart.AspNetCore.Tests;

/// <summary>Requests of people who mean no good, or of programs gone wrong: what holds of one field and one format holds of all.</summary>
internal static class HostileRequests
{
    private static readonly string[] Quantities =
    [
        "\"5\"", "1.5", "0.1", "1e3", "null", "true", "[]", "{}", "2147483648", "9007199254740993", "9223372036854775808",
        "18446744073709551615", "-2147483649", "\"\"", "\"1; DROP TABLE orders\"",
    ];

    private static readonly string[] ObjectIds =
    [
        "\"\"", "\"a:b\"", "\"\\u0000\"", "\"a\\r\\nb\"", "\"a\\tb\"", "\"\\ud800\"", "\"Gr\u00fc\u00dfe\"", "\"\u200e1\"", "-1", "1.0",
        "null", "true", "[42]", "{\"$gt\":0}", "\"" + new string('a', 65) + "\"", "\"" + new string('x', 10_000) + "\"",
    ];

    // Ids that products may have, but that this shop does not sell: plain text to it.
    private static readonly string[] StrangeIds =
    [
        "\"__proto__\"", "\"constructor\"", "\"$where\"", "\"' OR 1=1 --\"", "\"%\"", "\"*\"", "\"{}\"", "\"}{\"",
        "\"\\\"..redis.call('FLUSHALL')..\\\"\"", "\"../../etc/passwd\"",
    ];

    public static IEnumerable<(string Method, string Path, string Json)> Bodies()
    {
        foreach (var quantity in Quantities)
        {
            yield return ("POST", "/cart/items", $$"""{"content_type_id":7,"object_id":42,"quantity":{{quantity}}}""");
            yield return ("POST", "/cart/items", $$"""{"items":[{"content_type_id":8,"object_id":"85123A"},{"content_type_id":7,"object_id":42,"quantity":{{quantity}}}]}""");
            yield return ("PUT", "/cart/items/7:42", $$"""{"quantity":{{quantity}}}""");
            yield return ("PATCH", "/cart/items/7:42", $$"""{"delta":{{quantity}}}""");
            yield return ("PUT", "/cart/import", $$$"""{"7:42":{"content_type_id":7,"object_id":42,"quantity":{{{quantity}}}}}""");
            yield return ("POST", "/cart/items", $$"""{"content_type_id":{{(quantity == "null" ? "0" : quantity)}},"object_id":42}""");
        }

        foreach (var id in ObjectIds.Concat(StrangeIds))
        {
            yield return ("POST", "/cart/items", $$"""{"content_type_id":7,"object_id":{{id}}}""");
            yield return ("PUT", "/cart/import", $$$"""{"7:42":{"content_type_id":7,"object_id":{{{id}}},"quantity":1}}""");
            yield return ("PUT", "/cart/discount", $$"""{"code":{{id}}}""");
            yield return ("PUT", "/cart/shipping", $$"""{"id":{{id}}}""");
            yield return ("POST", "/cart/checkout", $$"""{"expected_total":{{id}}}""");
        }

        foreach (var quantity in (string[])["0", "-1", "10000", "2147483647", "-2147483648"])
        {
            yield return ("POST", "/cart/items", $$"""{"content_type_id":7,"object_id":42,"quantity":{{quantity}}}""");
            yield return ("PATCH", "/cart/items/7:42", $$"""{"delta":{{(quantity == "-1" ? "-9999" : quantity)}}}""");
        }

        foreach (var (method, path) in new[]
        {
            ("POST", "/cart/items"), ("PUT", "/cart/items/7:42"), ("PATCH", "/cart/items/7:42"), ("PUT", "/cart/discount"), ("PUT", "/cart/shipping"),
            ("POST", "/cart/checkout"), ("PUT", "/cart/import"),
        })
        {
            foreach (var body in (string[])["null", "[]", "0", "\"x\"", "true", """{"price":"0.01"}""", """{"unexpected":1}"""])
            {
                yield return (method, path, body);
            }

            yield return (method, path, string.Concat(Enumerable.Repeat("[", 100_000)));
            yield return (method, path, string.Concat(Enumerable.Repeat("{\"a\":", 10_000)));
        }

        yield return ("POST", "/cart/items", """{"content_type_id":7,"object_id":42,"quantity":1,"unit_price":"0.01"}""");
        yield return ("POST", "/cart/items", $$"""{"items":[{{string.Join(',', Enumerable.Repeat("""{"content_type_id":7,"object_id":42}""", 101))}}]}""");
        yield return ("POST", "/cart/items", """{"items":[]}""");
        yield return ("POST", "/cart/items", """{"items":[null]}""");
        yield return ("POST", "/cart/checkout", """{"expected_total":19.98}""");
        yield return ("POST", "/cart/checkout", """{"expected_total":"-1"}""");
        yield return ("POST", "/cart/checkout", """{"expected_total":"1e2"}""");
    }

    /// <summary>MessagePack that no JSON stands for.</summary>
    public static IEnumerable<byte[]> RawMessagePack()
    {
        yield return [];
        yield return [0xc1];
        yield return [0xdd, 0x7f, 0xff, 0xff, 0xff];
        yield return [0xdd, 0xff, 0xff, 0xff, 0xff, 0x01];
        yield return [0xdf, 0x7f, 0xff, 0xff, 0xff, 0xa1, 0x61];
        yield return [0xdb, 0x7f, 0xff, 0xff, 0xff, 0x61];
        yield return [.. Enumerable.Repeat((byte)0x91, 60_000)];
        yield return [.. Enumerable.Repeat((byte)0x81, 60_000)];
        yield return Item(static (ref MessagePackWriter writer) => writer.Write(1.0));
        yield return Item(static (ref MessagePackWriter writer) => writer.Write(3.0f));
        yield return Item(static (ref MessagePackWriter writer) => writer.Write(ulong.MaxValue));
        yield return Item(static (ref MessagePackWriter writer) => writer.Write(new byte[] { 1 }));
        yield return Item(static (ref MessagePackWriter writer) => writer.WriteExtensionFormat(new ExtensionResult(99, new byte[] { 1, 2, 3 })));
        yield return Item(static (ref MessagePackWriter writer) => writer.WriteExtensionFormat(new ExtensionResult(100, new byte[] { 1, 2, 3 })));
        yield return Item(static (ref MessagePackWriter writer) => writer.Write(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        yield return [.. Item(static (ref MessagePackWriter writer) => writer.Write(1)), 0x01];
        yield return [0x82, 0x01, 0x07, 0x02, 0x2a];
        yield return [.. Prefix("content_type_id", 2), 0x07, .. Text("object_id"), 0xa2, 0xc3, 0x28];
        yield return [.. Prefix("content_type_id", 3), 0x07, .. Text("object_id"), 0x2a, .. Text("object_id"), 0x2b];
        yield return MessagePackSerializer.Serialize(
            new Dictionary<string, object> { ["content_type_id"] = 7, ["object_id"] = 42 },
            MessagePackSerializerOptions.Standard.WithCompression(MessagePackCompression.Lz4BlockArray).WithCompressionMinLength(1));
    }

    /// <summary>Returns the MessagePack of a JSON text; null for what is none.</summary>
    public static ByteArrayContent? Packed(string json)
    {
        try
        {
            return Shopper.Bytes(MessagePackSerializer.ConvertFromJson(json), "application/vnd.msgpack");
        }
        catch (Exception exception) when (exception is MessagePackSerializationException or JsonException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private delegate void Write(ref MessagePackWriter writer);

    private static byte[] Item(Write quantity)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteMapHeader(3);
        writer.Write("content_type_id");
        writer.Write(7);
        writer.Write("object_id");
        writer.Write(42);
        writer.Write("quantity");
        quantity(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Prefix(string name, int members) => [(byte)(0x80 + members), .. Text(name)];

    private static byte[] Text(string text) => [(byte)(0xa0 + text.Length), .. Encoding.ASCII.GetBytes(text)];
}
