using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>The header that tells that an answer is a repeat of one that was given under the same <c>Idempotency-Key</c>.</summary>
internal static class ReplayHeader
{
    public static void MarkReplay(this IHeaderDictionary headers, bool isReplay)
    {
        if (isReplay)
        {
            headers["Idempotent-Replayed"] = "true";
        }
    }
}
