using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// What a cart keeps of an operation: 16 characters (96 bits) that stand for its id and 11 (64 bits) for what it was asked for.
/// Short, so that the ring of operations does not make a small hash a large one.
/// </summary>
internal static class OperationRecord
{
    public static string Of(OperationId operation, CartMutation mutation, ReadOnlySpan<RedisValue> arguments) =>
        Of(operation, mutation.OperationContent ?? Content(mutation, arguments));

    public static string Of(OperationId operation, string content) => Digest(operation.ToString(), 12) + Digest(content, 8);

    private static string Content(CartMutation mutation, ReadOnlySpan<RedisValue> arguments)
    {
        // No argument holds a control character, so the separator keeps different contents apart.
        var content = new StringBuilder(mutation.GetType().Name);
        foreach (var argument in arguments)
        {
            content.Append('\n').Append((string?)argument);
        }

        return content.ToString();
    }

    private static string Digest(string text, int bytes) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
