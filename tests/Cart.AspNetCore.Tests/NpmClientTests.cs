using System.Text.Json;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>The shop through clients that others wrote, unmodified: one generated from its OpenAPI document, and MessagePack of npm.</summary>
public sealed class NpmClientTests : IDisposable
{
    // Neither client keeps cookies; both let their user say how to fetch.
    private const string Fetch = """
        let cookie = "";
        export const base = process.argv[2].replace(/\/$/, "");
        export async function customFetch(url, options) {
          const response = await fetch(url, { ...options, headers: { ...options?.headers, ...(cookie && { cookie }) } });
          cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
          return response;
        }
        """;

    private const string Shopping = """
        import { Api } from "./client/api.js";
        import { base, customFetch } from "./fetch.js";
        const api = new Api({ baseUrl: base, customFetch });
        const tell = (value) => console.log(JSON.stringify(value));
        await api.cart.addItems({ content_type_id: 7, object_id: 42, quantity: 2 });
        await api.cart.addItems({ items: [{ content_type_id: 8, object_id: "85123A" }, { content_type_id: 8, object_id: "GIFT BOX", quantity: 3 }] });
        await api.cart.setItem(encodeURIComponent("8:GIFT BOX"), { quantity: 4 });
        await api.cart.adjustItem("7:42", { delta: -1 }, { headers: { "Idempotency-Key": "once" } });
        await api.cart.adjustItem("7:42", { delta: -1 }, { headers: { "Idempotency-Key": "once" } });
        tell((await api.cart.applyDiscount({ code: "welcome10" })).data);
        tell(await api.cart.applyDiscount({ code: "nobody" }).catch((refused) => refused.error.code));
        tell((await api.cart.listShippingOptions()).data.map((option) => option.id));
        tell((await api.cart.exportCart()).data["7:42"].quantity);
        const placed = await api.cart.checkOut({ expected_total: "15.79" });
        tell([placed.status, placed.data.total, (await api.orders.listOrders()).data.orders.length, (await api.orders.getOrder(placed.data.id)).data.id === placed.data.id]);
        """;

    private const string Packed = """
        import { decode, encode } from "@msgpack/msgpack";
        import { base, customFetch } from "./fetch.js";
        async function send(method, path, body) {
          const headers = { accept: "application/x-msgpack", ...(body && { "content-type": "application/vnd.msgpack" }) };
          const response = await customFetch(base + path, { method, headers, body: body && encode(body) });
          const type = response.headers.get("content-type");
          return [response.status, type, type.includes("json") ? await response.json() : decode(await response.arrayBuffer())];
        }
        const tell = (value) => console.log(JSON.stringify(value));
        tell(await send("POST", "/cart/items", { content_type_id: 7, object_id: 42, quantity: 2 }));
        tell((await send("POST", "/cart/items", { content_type_id: 7, object_id: 42, quantity: 0.5 }))[2].code);
        const exported = await send("GET", "/cart/export");
        tell((await send("PUT", "/cart/import", { ...exported[2], "8:85123A": { content_type_id: 8, object_id: "85123A", quantity: 3 } }))[2].count);
        tell((await send("POST", "/cart/checkout", { expected_total: "27.63" }))[0]);
        """;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_client_that_is_generated_from_the_OpenAPI_document_shops()
    {
        using var npm = await NpmProject.WithAsync("swagger-typescript-api@13.13.0");
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        await npm.WriteAsync("openapi.json", await shop.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancellation));
        await npm.WriteAsync("fetch.js", Fetch);
        await npm.WriteAsync("shopping.js", Shopping);

        await npm.RunAsync("npx", "swagger-typescript-api", "generate", "-p", "openapi.json", "-o", "client", "-n", "api.js", "--js");
        var said = await npm.RunAsync("node", "shopping.js", shop.Client.BaseAddress!.ToString());

        Assert.Equal(["15.79", "WELCOME10"], Members(said[0], "total", "discount_code"));
        Assert.Equal(["\"discount_already_applied\"", """["pick-up","standard","express"]""", "1", """[201,"15.79",1,true]"""], said[1..]);
    }

    [Fact]
    public async Task MessagePack_of_npm_shops()
    {
        using var npm = await NpmProject.WithAsync("@msgpack/msgpack@3.1.2");
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        await npm.WriteAsync("fetch.js", Fetch);
        await npm.WriteAsync("packed.js", Packed);

        var said = await npm.RunAsync("node", "packed.js", shop.Client.BaseAddress!.ToString());

        var added = JsonDocument.Parse(said[0]).RootElement;
        Assert.Equal((200, "application/x-msgpack"), (added[0].GetInt32(), added[1].GetString()));
        Assert.Equal(["19.98", "USD"], Members(added[2].GetRawText(), "total", "currency"));
        Assert.Equal(["\"malformed_request\"", "5", "201"], said[1..]);
    }

    private static string?[] Members(string json, params string[] names) =>
        [.. names.Select(name => JsonDocument.Parse(json).RootElement.GetProperty(name).GetString())];
}
