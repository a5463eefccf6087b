using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Cart.Walk;

/// <summary>Writes the request of a call.</summary>
internal static class Request
{
    public static HttpRequestMessage Of(Call call, int walk, World world, Sent sent, IReadOnlyDictionary<string, string> cookies)
    {
        var (method, path, body) = call.IsFacade ? Facade(call, walk, world, sent) : Endpoint(call, walk, sent);
        var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (cookies.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}")));
        }

        if (sent.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return request;
    }

    private static (string Method, string Path, JsonObject? Body) Endpoint(Call call, int walk, Sent sent)
    {
        var item = $"/cart/items/{Uri.EscapeDataString(Wares.KeyOf(walk, call.Product).ToString())}";
        return call.Kind switch
        {
            CallKind.Get => ("GET", "/cart", null),
            CallKind.Add or CallKind.Burst => ("POST", "/cart/items", Item(walk, call.Product, call.Quantity)),
            CallKind.AddTwo => ("POST", "/cart/items", new JsonObject
            {
                ["items"] = new JsonArray(Item(walk, call.Product, call.Quantity), Item(walk, call.Other!.Value, call.Quantity)),
            }),
            CallKind.Set => ("PUT", item, new JsonObject { ["quantity"] = call.Quantity }),
            CallKind.Adjust => ("PATCH", item, new JsonObject { ["delta"] = call.Quantity }),
            CallKind.Remove => ("DELETE", item, null),
            CallKind.Clear => ("DELETE", "/cart/items", null),
            CallKind.Apply => ("PUT", "/cart/discount", new JsonObject { ["code"] = Wares.CodeOf(walk, call.Code!.Value) }),
            CallKind.Unapply => ("DELETE", "/cart/discount", null),
            CallKind.Ship => ("PUT", "/cart/shipping", new JsonObject { ["id"] = CallWords.Options[call.Option] }),
            CallKind.Unship => ("DELETE", "/cart/shipping", null),
            CallKind.Import => ("PUT", "/cart/import", Payload(call, walk)),
            CallKind.Checkout or CallKind.During => ("POST", "/cart/checkout", sent.Total is { } total ? new JsonObject { ["expected_total"] = Money(total) } : null),
            CallKind.Orders => ("GET", "/orders", null),
            CallKind.SignIn => ("POST", "/login", new JsonObject { ["user"] = Wares.UserOf(walk, call.User) }),
            CallKind.Recognise => ("POST", "/recognise", new JsonObject { ["user"] = Wares.UserOf(walk, call.User) }),
            CallKind.SignOut => ("POST", "/logout", null),
            CallKind.Watch => ("GET", "/cart/events", null),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call.Kind, "This call is not one request."),
        };
    }

    private static (string Method, string Path, JsonObject? Body) Facade(Call call, int walk, World world, Sent sent)
    {
        int[] products = call.Other is { } other ? [call.Product, other] : [call.Product];
        var items = new JsonArray([.. products.Select(product => (JsonNode)new JsonObject
        {
            ["type"] = Wares.KeyOf(walk, product).ContentTypeId,
            ["id"] = Wares.KeyOf(walk, product).ObjectId,
            ["quantity"] = call.Quantity,
            ["price"] = world.Wares[product].Price,
        })]);
        var (verb, text) = call.Kind switch
        {
            CallKind.Add or CallKind.AddTwo or CallKind.Burst => ("add", null),
            CallKind.Set => ("set", null),
            CallKind.Adjust => ("adjust", null),
            CallKind.Remove => ("remove", null),
            CallKind.Clear => ("clear", null),
            CallKind.Apply => ("code", Wares.CodeOf(walk, call.Code!.Value)),
            CallKind.Unapply => ("code", null),
            CallKind.Ship => ("shipping", CallWords.Options[call.Option]),
            CallKind.Unship => ("shipping", null),
            CallKind.Checkout => ("checkout", (string?)null),
            _ => ("", null),
        };
        return verb.Length == 0 ? ("GET", "/facade", null) : ("POST", $"/facade/{verb}", new JsonObject { ["items"] = items, ["text"] = text, ["total"] = sent.Total });
    }

    private static JsonObject Item(int walk, int product, int quantity)
    {
        var item = Named(Wares.KeyOf(walk, product));
        item["quantity"] = quantity;
        return item;
    }

    private static JsonObject Payload(Call call, int walk)
    {
        var payload = new JsonObject();
        foreach (var product in call.Other is { } other ? [call.Product, other] : (int[])[call.Product])
        {
            var item = Item(walk, product, call.Quantity);
            item["unit_price"] = "0.01";
            item["total_price"] = Money(0.01m * call.Quantity);
            payload[Wares.KeyOf(walk, product).ToString()] = item;
        }

        if (call.Code is { } code)
        {
            payload["__discount__"] = new JsonObject { ["code"] = Wares.CodeOf(walk, code) };
        }

        return payload;
    }

    private static JsonObject Named(Cart.Engine.ProductKey key) => new()
    {
        ["content_type_id"] = key.ContentTypeId,
        ["object_id"] = key.TryGetIntegerId(out var number) ? JsonValue.Create(number) : JsonValue.Create(key.ObjectId),
    };

    private static string Money(decimal amount) => amount.ToString("F2", CultureInfo.InvariantCulture);
}
