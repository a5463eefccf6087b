using System.Text;
using System.Text.Json.Nodes;
using Cart.Testing;

namespace Cart.Engine.Tests;

/// <summary>The MessagePack of a cart, read and written by the library of another language: @msgpack/msgpack for JavaScript.</summary>
public sealed class NpmMessagePackTests
{
    // Decodes base64 to JSON, and encodes that again.
    private const string Script = """
        import { decode, encode } from "@msgpack/msgpack";
        const value = decode(Buffer.from(process.argv[2], "base64"), { useBigInt64: false });
        console.log(JSON.stringify(value));
        console.log(Buffer.from(encode(value)).toString("base64"));
        """;

    [Fact]
    public async Task Javascript_reads_what_we_write_and_we_read_what_it_writes()
    {
        using var npm = await NpmProject.WithAsync("@msgpack/msgpack@3.1.2");
        await npm.WriteAsync("again.js", Script);
        var cart = CartSnapshot.Nothing(CartId.New(), Currency.Usd) with
        {
            Lines = [new(new(7, 42), 2, 9.99m), new(new(8, "BANK CHARGES"), int.MaxValue, 0.01m), new(new(7, 4_294_967_296), 1, 0m)],
            DiscountCodes = ["Grüße ☀"],
        };

        var answer = await npm.RunAsync("node", "again.js", Convert.ToBase64String(CartMessagePack.Write(cart)));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(CartJson.Write(cart)), JsonNode.Parse(answer[0])), answer[0]);
        var again = CartMessagePack.Read(Convert.FromBase64String(answer[1]));
        Assert.Equal(Encoding.UTF8.GetString(CartJson.Write(cart)), Encoding.UTF8.GetString(CartJson.Write(again, Currency.Usd)));
    }
}
