using System.Globalization;

namespace Cart.Walk;

/// <summary>Describes calls in text.</summary>
internal static class CallWords
{
    public static readonly string[] Browsers = ["laptop", "phone", "desk", "thief"];
    public static readonly string[] Users = ["ann", "bob", "mal", "a user whose id has 76 characters"];
    public static readonly string[] Products = ["7:42", "7:43", "7:44", "8:GIFT BOX"];
    public static readonly string[] Codes = ["WELCOME10", "FLASH50", "TAKE5", "NOPE"];
    public static readonly string[] Options = ["pick-up", "standard", "express"];

    public static string Of(Call call) => call.IsOperators ? Operator(call) : $"{Browsers[call.Browser]}: {(call.IsFacade ? "facade, " : "")}{Shopper(call)}{Terms(call)}";

    private static string Shopper(Call call) => call.Kind switch
    {
        CallKind.Get => "GET /cart",
        CallKind.Add or CallKind.AddTwo => $"add {Products[call.Product]}{Times(call.Quantity)}" + (call.Other is { } other ? $" and {Products[other]}" : ""),
        CallKind.Set => $"PUT /cart/items/{Products[call.Product]} quantity {call.Quantity}",
        CallKind.Adjust => $"PATCH /cart/items/{Products[call.Product]} by {call.Quantity.ToString("+0;-0", CultureInfo.InvariantCulture)}",
        CallKind.Remove => $"DELETE /cart/items/{Products[call.Product]}",
        CallKind.Clear => "DELETE /cart/items",
        CallKind.Apply => $"code {Codes[call.Code!.Value]}",
        CallKind.Unapply => "DELETE /cart/discount",
        CallKind.Ship => $"shipping {Options[call.Option]}",
        CallKind.Unship => "DELETE /cart/shipping",
        CallKind.Import => $"import {Products[call.Product]}{Times(call.Quantity)}"
            + (call.Other is { } other ? $" and {Products[other]}" : "") + (call.Code is { } code ? $" with {Codes[code]}" : ""),
        CallKind.Checkout => "checkout" + call.Total switch { TotalChoice.Shown => ", expected_total as shown", TotalChoice.Wrong => ", expected_total 0.01", _ => "" },
        CallKind.Orders => "GET /orders",
        CallKind.SignIn => $"login {Users[call.User]}",
        CallKind.Recognise => $"is signed in as {Users[call.User]} by the host, with no cart cookie",
        CallKind.SignOut => "logout",
        CallKind.Copy => $"copies the cart cookies of {Browsers[call.Back]}",
        CallKind.Repeat => $"repeats a keyed call ({call.Back + 1} back)",
        CallKind.Tabs => $"two tabs with one cookie: ({Of(call.Inner[0])}) and ({Of(call.Inner[1])}){(call.IsSwapped ? ", answers arrive the other way round" : "")}",
        CallKind.During => $"checkout{(call.Total is TotalChoice.Wrong ? ", expected_total 0.01" : "")}; while it is under way: {string.Join("; ", call.Inner.Select(Of))}",
        CallKind.Burst => $"{call.Quantity} requests at once: add {Products[call.Product]}",
        CallKind.Watch => "opens GET /cart/events",
        _ => call.Kind.ToString(),
    };

    private static string Operator(Call call) => "operator: " + call.Kind switch
    {
        CallKind.Toggle => $"switches {Codes[call.Code!.Value]} {(call.Quantity > 0 ? "on" : "off")}",
        CallKind.Delete => $"deletes the cart of {Browsers[call.Browser]}",
        CallKind.Price => $"price of {Products[call.Product]} is now {call.Quantity}.00",
        CallKind.Stock => $"stock of {Products[call.Product]} is now {call.Quantity}",
        _ => $"{(call.Quantity > 0 ? "sells" : "no longer sells")} {Products[call.Product]}",
    };

    private static string Terms(Call call) =>
        (call.Match is TagChoice.None ? "" : $", If-Match {call.Match.ToString().ToLowerInvariant()} tag")
        + (call.Known is TagChoice.None ? "" : $", If-None-Match {call.Known.ToString().ToLowerInvariant()} tag")
        + (call.IsKeyed ? ", with a key" : "");

    private static string Times(int quantity) => quantity == 1 ? "" : $" x{quantity}";
}
