using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers one and the same thing: to a program as data, to a person as a page.</summary>
internal sealed record Shown<T>(T Body, JsonTypeInfo<T> Type, Func<AdminLinks, AdminPage> Page) : IResult
{
    /// <summary>The version of what is shown, for its entity tag; null for what has none.</summary>
    public long? Version { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        IResult answer = AdminConventions.IsForPerson(httpContext)
            ? new PageResult(Page)
            : new AnswerResult<T>(Body, Type) { Version = Version };
        return answer.ExecuteAsync(httpContext);
    }
}
