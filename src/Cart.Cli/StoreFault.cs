using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Cli;

/// <summary>Says in one line which store failed, where it is and what to check.</summary>
internal static class StoreFault
{
    /// <summary>Explains a fault if it is one of a store.</summary>
    public static bool TryExplain(Exception fault, StoreSettings stores, [NotNullWhen(true)] out string? explanation)
    {
        List<Exception> causes = [.. CausesOf(fault)];
        var text = causes switch
        {
            _ when causes.OfType<DbException>().LastOrDefault() is { } orders =>
                $"The orders could not be reached in {stores.Orders}: {Sentence(orders)} Check {OrdersCheck(stores)}.",
            _ when fault is CartUnavailableException || causes.Any(static cause => cause is RedisException or RedisTimeoutException) =>
                $"The carts could not be reached in {stores.Carts}: {Sentence(causes.OfType<CartUnavailableException>().LastOrDefault() ?? fault)} "
                + $"Check {CartsCheck(stores)}.",
            _ when fault is IOException or UnauthorizedAccessException or InvalidOperationException =>
                $"The stores (carts in {stores.Carts}; orders in {stores.Orders}) could not be used: {Sentence(fault)}",
            _ => null,
        };
        explanation = text?.ReplaceLineEndings(" ");
        return explanation is not null;
    }

    private static string OrdersCheck(StoreSettings stores) => stores.Postgres is null
        ? "that the directory can be written"
        : "that the server runs and that --postgres names its host, port, database and user";

    private static string CartsCheck(StoreSettings stores) => stores.Redis is null
        ? "that the directory can be written"
        : "that the server runs and that --redis names its host, port and password";

    private static string Sentence(Exception fault) => fault.Message.TrimEnd() is var text && text.EndsWith('.') ? text : text + ".";

    private static IEnumerable<Exception> CausesOf(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
