using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Cli;

/// <summary>Says in one line which store failed, where it is and what to check.</summary>
internal static class StoreFault
{
    private const string DirectoryCheck = "that --data names a directory that you may write and that nobody else uses";

    /// <summary>Explains a fault if it is one of a store.</summary>
    public static bool TryExplain(Exception fault, StoreSettings stores, [NotNullWhen(true)] out string? explanation)
    {
        List<Exception> causes = [.. CausesOf(fault)];
        var text = causes switch
        {
            _ when causes.OfType<UnfitStoreException>().FirstOrDefault() is { } unfit => unfit.Message,
            _ when causes.Any(static cause => cause is RedisException or RedisTimeoutException) =>
                $"The carts could not be reached in {stores.Carts}: "
                + $"{Sentence(causes.OfType<CartUnavailableException>().LastOrDefault() ?? fault)} Check {CartsCheck(stores)}.",
            _ when fault is InvalidOperationException && causes.Any(static cause => cause is DbException) =>
                $"The orders in {stores.Orders} cannot be used: {Sentence(fault)}",
            _ when causes.OfType<DbException>().FirstOrDefault(IsRefusal) is { } refusal =>
                $"The orders in {stores.Orders} refused the request: {Sentence(refusal)} Run cart doctor, which names missing rights and tables.",
            _ when causes.Any(static cause => cause is CartUnavailableException or DbException) =>
                $"The orders could not be reached in {stores.Orders}: "
                + $"{Sentence(causes.OfType<DbException>().LastOrDefault() ?? fault)} Check {OrdersCheck(stores)}.",
            _ when fault is IOException or UnauthorizedAccessException =>
                $"The data directory {stores.DataDirectory} cannot be used: {Sentence(fault)} Check {DirectoryCheck}.",
            _ when fault is InvalidOperationException =>
                $"The stores (carts in {stores.Carts}; orders in {stores.Orders}) cannot be used: {Sentence(fault)}",
            _ => null,
        };
        explanation = text?.ReplaceLineEndings(" ");
        return explanation is not null;
    }

    // A right that is missing, or tables that are not as this version needs them: the server is there.
    private static bool IsRefusal(DbException cause) => cause.SqlState?.StartsWith("42", StringComparison.Ordinal) is true;

    private static string OrdersCheck(StoreSettings stores) => stores.Postgres is null
        ? DirectoryCheck
        : "that the server runs and that --postgres names its host, port, database and user";

    private static string CartsCheck(StoreSettings stores) => stores.Redis is null
        ? DirectoryCheck
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
